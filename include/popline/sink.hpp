// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <memory>
#include <new>
#include <ostream>
#include <popline/export.hpp>
#include <popline/sink_target.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace popline {

/// A sink that collects a message in a string; made by `append_to`.
class appended {
  public:
    void operator()(std::string_view octets) { text_->append(octets); }
    bool keeps_in_memory() const noexcept { return true; }

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
/// returned, is done.
///
/// A target may have more members, and each is called if it is there: `commit()`, plain or awaitable, once
/// the message is whole; `abandon()`, plain and never throwing, in its place where octets may have come and
/// the message will not be whole; `has_enough()`, a `bool`, after each piece: true ends the retrieval early,
/// with `commit()`, and what is left of the message is thrown away.
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
    /// The message is whole, or the sink has enough.
    boost::asio::awaitable<void> commit() { return operations_->commit(storage_); }
    /// The message will not be whole, and no more of it comes. The next octets are those of another one.
    void abandon() noexcept {
        if (operations_->abandon) operations_->abandon(storage_);
    }
    /// Whether no more octets are wanted.
    bool has_enough() const noexcept { return operations_->has_enough && operations_->has_enough(storage_); }
    /// Whether the message is kept in memory, where `limits::message_in_memory` holds.
    bool keeps_in_memory() const noexcept {
        return operations_->keeps_in_memory && operations_->keeps_in_memory(storage_);
    }

  private:
    struct operations {
        boost::asio::awaitable<void> (*write)(std::byte*, std::string_view);
        boost::asio::awaitable<void> (*commit)(std::byte*);
        void (*move)(std::byte* from, std::byte* to) noexcept;
        void (*destroy)(std::byte*) noexcept;
        // Null where the target has no such member.
        void (*abandon)(std::byte*) noexcept;
        bool (*has_enough)(const std::byte*) noexcept;
        bool (*keeps_in_memory)(const std::byte*) noexcept;
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

    template <class Target, class Pointer>
    struct behind {
        Pointer to;
        decltype(auto) operator()(std::string_view octets) { return (*to)(octets); }
        decltype(auto) commit() requires detail::has_commit<Target> { return to->commit(); }
        void abandon() noexcept requires detail::has_abandon<Target> { to->abandon(); }
        bool has_enough() const noexcept requires detail::can_have_enough<Target> { return to->has_enough(); }
        bool keeps_in_memory() const noexcept requires detail::can_keep_in_memory<Target> {
            return to->keeps_in_memory();
        }
    };
    template <class Target>
    using reference = behind<Target, Target*>;
    template <class Target>
    using owned = behind<Target, std::unique_ptr<Target>>;

    template <class Kept>
    void keep(Kept kept) {
        if constexpr (sizeof(Kept) <= sizeof storage_ && std::is_nothrow_move_constructible_v<Kept>) {
            ::new (static_cast<void*>(storage_)) Kept(std::move(kept));
            operations_ = &in_place<Kept>;
        } else {
            keep(owned<Kept>{std::make_unique<Kept>(std::move(kept))});
        }
    }

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
    static const Kept& in(const std::byte* storage) noexcept {
        return *std::launder(reinterpret_cast<const Kept*>(storage));
    }

    template <class Kept>
    static constexpr decltype(operations::abandon) abandon_of() {
        if constexpr (detail::has_abandon<Kept>)
            return [](std::byte* storage) noexcept { in<Kept>(storage).abandon(); };
        else
            return nullptr;
    }
    template <class Kept>
    static constexpr decltype(operations::has_enough) has_enough_of() {
        if constexpr (detail::can_have_enough<Kept>)
            return [](const std::byte* storage) noexcept -> bool { return in<Kept>(storage).has_enough(); };
        else
            return nullptr;
    }
    template <class Kept>
    static constexpr decltype(operations::keeps_in_memory) keeps_in_memory_of() {
        if constexpr (detail::can_keep_in_memory<Kept>)
            return
                [](const std::byte* storage) noexcept -> bool { return in<Kept>(storage).keeps_in_memory(); };
        else
            return nullptr;
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
        abandon_of<Kept>(),
        has_enough_of<Kept>(),
        keeps_in_memory_of<Kept>(),
    };

    const operations* operations_ = nullptr;
    alignas(std::max_align_t) std::byte storage_[32];
};

}  // namespace popline
