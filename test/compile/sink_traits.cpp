// SPDX-License-Identifier: BSL-1.0
// accepted
// The traits of sinks and hooks say whether a program would compile.
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <popline.hpp>
#include <string>

using popline::sink;
template <class To, class From>
constexpr bool takes = std::is_constructible_v<To, From>&& std::is_convertible_v<From, To>;
template <class To, class From>
constexpr bool refuses = !std::is_constructible_v<To, From> && !std::is_convertible_v<From, To>;

// Callables, by name, as temporaries and by reference.
[[maybe_unused]] auto plain = [](std::string_view) {};
[[maybe_unused]] auto awaits = [](std::string_view) -> boost::asio::awaitable<int> { co_return 1; };
using closure = decltype(plain);
static_assert(takes<sink, closure> && takes<sink, closure&> && takes<sink, const closure&>);
static_assert(takes<sink, decltype(awaits)&>);
static_assert(takes<sink, void (&)(std::string_view)> && takes<sink, void (*)(std::string_view)>);
static_assert(takes<sink, std::function<void(std::string_view)>&>);
static_assert(
    takes<sink, std::reference_wrapper<closure>> && takes<sink, const std::reference_wrapper<closure>&>);
static_assert(takes<sink, popline::appended> && takes<sink, popline::appended&>);
static_assert(takes<sink, sink> && refuses<sink, sink&> && refuses<sink, const sink&>);

// What is no sink.
static_assert(
    refuses<sink, int> && refuses<sink, int&> && refuses<sink, std::nullptr_t> && refuses<sink, void*>);
static_assert(refuses<sink, std::string> && refuses<sink, std::string&> && refuses<sink, const char (&)[4]>);
static_assert(refuses<sink, std::string_view> && refuses<sink, std::filesystem::path>);
static_assert(refuses<sink, void (*)(int)> && refuses<sink, popline::session&>);
static_assert(refuses<sink, std::size_t (std::string_view::*)() const>);
static_assert(refuses<sink, std::reference_wrapper<std::string>>);

// Streams.
static_assert(takes<sink, std::ofstream&> && takes<sink, std::reference_wrapper<std::ostream>>);
static_assert(refuses<sink, std::ofstream> && refuses<sink, const std::ofstream&>);
static_assert(refuses<sink, std::ifstream&>);

// The sinks of popline that have state.
template <class Sink>
constexpr bool is_never_copied =
    takes<sink, Sink>&& refuses<sink, Sink&>&& refuses<sink, const Sink&>&&
        takes<sink, std::reference_wrapper<Sink>> && !std::is_copy_constructible_v<Sink>;
static_assert(is_never_copied<popline::counting> && is_never_copied<popline::hashing>);
static_assert(is_never_copied<popline::header_only> && is_never_copied<popline::lines>);
static_assert(is_never_copied<popline::buffered> && is_never_copied<popline::tee>);
static_assert(is_never_copied<popline::file> && is_never_copied<popline::blocking_file>);

// Sinks of the user's that wrap another one. Whether they can be copied is not asked of them in a circle.
struct wraps {
    wraps(sink other);
    void operator()(std::string_view);
    sink into;
};
struct wraps_by_default {
    wraps_by_default(sink into, int = 0);
    wraps_by_default(const wraps_by_default&);
    void operator()(std::string_view);
};
struct holds {
    sink into;
    void operator()(std::string_view);
};
static_assert(refuses<sink, wraps&> && takes<sink, std::reference_wrapper<wraps>>);
static_assert(refuses<sink, holds&> && takes<sink, std::reference_wrapper<holds>>);
#if defined(__clang__) || __GNUC__ > 12
static_assert(takes<sink, wraps> && takes<sink, holds>);
#else
static_assert(refuses<sink, wraps> && refuses<sink, holds>);  // R95
#endif
static_assert(takes<sink, std::reference_wrapper<wraps_by_default>>);
static_assert(refuses<sink, wraps_by_default&>);

// Members, and results that nothing would await.
struct enough_is_not_const {
    void operator()(std::string_view);
    bool has_enough();
};
struct commits {
    void operator()(std::string_view) const;
    void commit();
};
using elsewhere = boost::asio::awaitable<void, boost::asio::io_context::executor_type>;
static_assert(refuses<sink, enough_is_not_const&> && refuses<sink, enough_is_not_const>);
static_assert(takes<sink, const commits&> && refuses<sink, std::reference_wrapper<const commits>>);
static_assert(refuses<sink, elsewhere (*)(std::string_view)>);
static_assert(refuses<sink, boost::asio::awaitable<void>& (*)(std::string_view)>);
static_assert(takes<sink, popline::maybe_awaitable (*)(std::string_view)>);

// An overload for sinks does not stand in the way of another one.
int chosen(sink);
char chosen(popline::hook<void(int)>);
[[maybe_unused]] auto of_int = [](int) {};
static_assert(std::is_same_v<decltype(chosen(plain)), int> && std::is_same_v<decltype(chosen(of_int)), char>);

// Hooks.
using wanted = popline::hook<bool(std::string_view)>;
using body = popline::message_hook;
using trace = popline::trace_hook;
static_assert(takes<wanted, bool (*)(std::string_view)> && takes<wanted, bool (&)(std::string_view)>);
static_assert(takes<wanted, std::shared_ptr<int> (*)(std::string_view)>);  // it has a truth value
static_assert(
    refuses<wanted, void (*)(std::string_view)> && refuses<wanted, std::string (*)(std::string_view)>);
static_assert(refuses<wanted, boost::asio::awaitable<bool> (*)(std::string_view)>);
static_assert(refuses<wanted, int> && refuses<wanted, std::nullptr_t> && refuses<wanted, bool (*)(int)>);
static_assert(takes<wanted, wanted> && takes<wanted, wanted&> && takes<wanted, const wanted&>);
static_assert(takes<wanted, std::reference_wrapper<wanted>> && refuses<wanted, trace>);
static_assert(takes<body, void (*)(popline::message&)> && takes<body, int (*)(popline::message&)>);
static_assert(takes<body, boost::asio::awaitable<int> (*)(popline::message&)>);
static_assert(refuses<body, elsewhere (*)(popline::message&)> && refuses<body, void (popline::message::*)()>);
static_assert(takes<trace, int (*)(const popline::trace_event&)>);
static_assert(refuses<trace, boost::asio::awaitable<void> (*)(const popline::trace_event&)>);
struct only_moved {
    only_moved(only_moved&&);
    void operator()(const popline::trace_event&) const;
    void operator()(std::string_view) const;
};
static_assert(refuses<trace, only_moved&> && takes<trace, std::reference_wrapper<only_moved>>);
static_assert(refuses<sink, only_moved&> && takes<sink, std::reference_wrapper<only_moved>>);
