// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <new>
#include <popline/detail/sink_target.hpp>
#include <popline/maybe_awaitable.hpp>
#include <string_view>
#include <type_traits>
#include <utility>

namespace popline::detail {

/// The functions by which a `sink` calls its target. A pointer is null if the target has no such member.
struct sink_operations {
    maybe_awaitable (*write)(std::byte*, std::string_view);
    maybe_awaitable (*commit)(std::byte*);
    void (*move)(std::byte* from, std::byte* to) noexcept;
    void (*destroy)(std::byte*) noexcept;
    maybe_awaitable (*flush)(std::byte*);
    void (*abandon)(std::byte*) noexcept;
    bool (*has_enough)(const std::byte*) noexcept;
    bool (*keeps_in_memory)(const std::byte*) noexcept;
    bool is_stream;  ///< the target does not care where a piece ends
};

/// A target outside the storage of the sink. The sink has a pointer that refers to the target or owns it.
template <class Target, class Pointer>
struct behind : kind_of<Target> {
    explicit behind(Pointer target) noexcept : to(std::move(target)) {}
    Pointer to;
    decltype(auto) operator()(std::string_view octets) { return (*to)(octets); }
    decltype(auto) commit() requires has_commit<Target> { return to->commit(); }
    maybe_awaitable flush() requires can_gather<Target> { return to->flush(); }
    void abandon() noexcept requires has_abandon<Target> { to->abandon(); }
    bool has_enough() const noexcept requires can_have_enough<Target> {
        return std::as_const(*to).has_enough();
    }
    bool keeps_in_memory() const noexcept requires can_keep_in_memory<Target> {
        return std::as_const(*to).keeps_in_memory();
    }
};

template <class Kept>
Kept& in(std::byte* storage) noexcept {
    return *std::launder(reinterpret_cast<Kept*>(storage));
}
template <class Kept>
const Kept& in(const std::byte* storage) noexcept {
    return *std::launder(reinterpret_cast<const Kept*>(storage));
}

template <class Kept>
constexpr decltype(sink_operations::flush) flush_of() {
    if constexpr (can_gather<Kept>)
        return [](std::byte* storage) { return in<Kept>(storage).flush(); };
    else
        return nullptr;
}
template <class Kept>
constexpr decltype(sink_operations::abandon) abandon_of() {
    if constexpr (has_abandon<Kept>)
        return [](std::byte* storage) noexcept { in<Kept>(storage).abandon(); };
    else
        return nullptr;
}
template <class Kept>
constexpr decltype(sink_operations::has_enough) has_enough_of() {
    if constexpr (can_have_enough<Kept>)
        return [](const std::byte* storage) noexcept -> bool { return in<Kept>(storage).has_enough(); };
    else
        return nullptr;
}
template <class Kept>
constexpr decltype(sink_operations::keeps_in_memory) keeps_in_memory_of() {
    if constexpr (can_keep_in_memory<Kept>)
        return [](const std::byte* storage) noexcept -> bool { return in<Kept>(storage).keeps_in_memory(); };
    else
        return nullptr;
}

template <class Kept>
inline constexpr sink_operations operations_in_place{
    [](std::byte* storage, std::string_view octets) {
        return awaited([&]() -> decltype(auto) { return in<Kept>(storage)(octets); });
    },
    [](std::byte* storage) -> maybe_awaitable {
        if constexpr (has_commit<Kept>)
            return awaited([&]() -> decltype(auto) { return in<Kept>(storage).commit(); });
        else
            return {};
    },
    [](std::byte* from, std::byte* to) noexcept {
        ::new (static_cast<void*>(to)) Kept(std::move(in<Kept>(from)));
        in<Kept>(from).~Kept();
    },
    [](std::byte* storage) noexcept { in<Kept>(storage).~Kept(); },
    flush_of<Kept>(),
    abandon_of<Kept>(),
    has_enough_of<Kept>(),
    keeps_in_memory_of<Kept>(),
    std::is_base_of_v<stream_of_bytes, Kept>,
};

}  // namespace popline::detail
