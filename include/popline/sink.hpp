// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <memory>
#include <new>
#include <ostream>
#include <popline/export.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace popline {

namespace detail {

template <class T>
struct is_awaitable : std::false_type {};
template <class T>
struct is_awaitable<boost::asio::awaitable<T>> : std::true_type {};

template <class T>
boost::asio::awaitable<void> forget_result(boost::asio::awaitable<T> pending) {
    static_cast<void>(co_await std::move(pending));
}

template <class T>
inline constexpr bool is_text =
    std::is_convertible_v<const T&, std::string_view> || std::is_convertible_v<const T&, std::string>;

template <class T>
concept has_commit = requires(T& target) {
    target.commit();
};

// g++ 12 destroys a temporary closure inside a co_await expression twice (GCC bug 98401). Can go with that
// compiler.
template <class T>
inline constexpr bool is_safe_temporary =
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
    std::is_lvalue_reference_v<T> || std::is_trivially_destructible_v<std::remove_reference_t<T>>;
#else
    true;
#endif

}  // namespace detail

/// A sink that collects a message in a string; made by `append_to`.
class appended {
  public:
    void operator()(std::string_view octets) { text_->append(octets); }

  private:
    friend appended append_to(std::string& text);
    explicit appended(std::string& text) noexcept : text_(&text) {}
    std::string* text_;
};

/// Collects a message at the end of a string, which must outlive the operation. A message that is larger than
/// `limits::message_in_memory` fails with `errc::message_too_large`.
[[nodiscard]] inline appended append_to(std::string& text) {
    return appended(text);
}

/// Where the octets of a message go: any callable that takes `std::string_view` and returns nothing, or a
/// `boost::asio::awaitable`, which is awaited before more is read; `append_to(text)`; or a `std::ostream`.
///
/// A named target is referred to and must outlive the operation; a temporary is owned. Octets come as they
/// were sent, dot-stuffing taken off, in pieces of any size; a piece is valid until the callable, or what it
/// returned, is done. A target with a member `commit()`, plain or awaitable, has it called once the message
/// is whole.
class POPLINE_EXPORT sink {
  public:
    template <class Target>
    requires(!std::is_same_v<std::remove_cvref_t<Target>, sink>) sink(Target&& target) {
        using plain = std::remove_cvref_t<Target>;
        static_assert(
            !detail::is_text<plain>,
            "popline: a string or a path is no sink. append_to(text) collects a message in a string; "
            "file(path, executor) or blocking_file(path) writes one to a file");
        if constexpr (!detail::is_text<plain>) accept(std::forward<Target>(target));
    }
    sink(sink&& other) noexcept : operations_(std::exchange(other.operations_, nullptr)) {
        if (operations_) operations_->move(other.storage_, storage_);
    }
    sink& operator=(sink&&) = delete;
    ~sink() {
        if (operations_) operations_->destroy(storage_);
    }

    // What the library calls.

    /// Hands octets over. What it returns is awaited if it is valid; most sinks return nothing to await.
    boost::asio::awaitable<void> write(std::string_view octets) {
        return operations_->write(storage_, octets);
    }
    /// The message is whole.
    boost::asio::awaitable<void> commit() { return operations_->commit(storage_); }
    /// Whether the message is kept in memory, where `limits::message_in_memory` holds.
    bool keeps_in_memory() const noexcept { return operations_->keeps_in_memory; }

  private:
    struct operations {
        boost::asio::awaitable<void> (*write)(std::byte*, std::string_view);
        boost::asio::awaitable<void> (*commit)(std::byte*);
        void (*move)(std::byte* from, std::byte* to) noexcept;
        void (*destroy)(std::byte*) noexcept;
        bool keeps_in_memory;
    };

    template <class Target>
    void accept(Target&& target) {
        using plain = std::remove_cvref_t<Target>;
        if constexpr (std::is_base_of_v<std::ostream, plain>) {
            static_assert(
                std::is_lvalue_reference_v<Target>,
                "popline: a temporary stream is no sink, its errors would be lost. Give it a name, or write "
                "to a file with file(path, executor) or blocking_file(path)");
            keep([&target](std::string_view octets) {
                target.write(octets.data(), static_cast<std::streamsize>(octets.size()));
            });
        } else {
            static_assert(std::is_invocable_v<plain&, std::string_view>,
                          "popline: a sink is called with a std::string_view of octets");
            static_assert(
                detail::is_safe_temporary<Target>,
                "popline: g++ 12 destroys a temporary closure inside a co_await expression twice. Give the "
                "closure a name and pass the name, not std::move(name)");
            if constexpr (std::is_lvalue_reference_v<Target>)
                keep(reference<std::remove_reference_t<Target>>{&target});
            else
                keep(std::move(target));
        }
    }

    template <class Target>
    struct reference {
        Target* to;
        decltype(auto) operator()(std::string_view octets) { return (*to)(octets); }
        decltype(auto) commit() requires detail::has_commit<Target> { return to->commit(); }
    };

    template <class Kept>
    void keep(Kept kept) {
        if constexpr (sizeof(Kept) <= sizeof storage_ && std::is_nothrow_move_constructible_v<Kept>) {
            ::new (static_cast<void*>(storage_)) Kept(std::move(kept));
            operations_ = &in_place<Kept>;
        } else {
            keep(owned<Kept>{std::make_unique<Kept>(std::move(kept))});
        }
    }

    template <class Target>
    struct owned {
        std::unique_ptr<Target> to;
        decltype(auto) operator()(std::string_view octets) { return (*to)(octets); }
        decltype(auto) commit() requires detail::has_commit<Target> { return to->commit(); }
    };

    template <class Result, class Call>
    static boost::asio::awaitable<void> run(Call call) {
        if constexpr (std::is_same_v<Result, boost::asio::awaitable<void>>) {
            return call();
        } else if constexpr (detail::is_awaitable<Result>::value) {
            return detail::forget_result(call());
        } else {
            static_cast<void>(call());
            return {};
        }
    }

    template <class Kept>
    static Kept& in(std::byte* storage) noexcept {
        return *std::launder(reinterpret_cast<Kept*>(storage));
    }

    template <class Kept>
    static constexpr operations in_place{
        [](std::byte* storage, std::string_view octets) {
            using result = std::invoke_result_t<Kept&, std::string_view>;
            return run<result>([&]() -> decltype(auto) { return in<Kept>(storage)(octets); });
        },
        [](std::byte* storage) -> boost::asio::awaitable<void> {
            if constexpr (detail::has_commit<Kept>)
                return run<decltype(in<Kept>(storage).commit())>(
                    [&]() -> decltype(auto) { return in<Kept>(storage).commit(); });
            else
                return {};
        },
        [](std::byte* from, std::byte* to) noexcept {
            ::new (static_cast<void*>(to)) Kept(std::move(in<Kept>(from)));
            in<Kept>(from).~Kept();
        },
        [](std::byte* storage) noexcept { in<Kept>(storage).~Kept(); },
        std::is_same_v<Kept, appended> || std::is_same_v<Kept, reference<appended>>,
    };

    const operations* operations_ = nullptr;
    alignas(std::max_align_t) std::byte storage_[32];
};

}  // namespace popline
