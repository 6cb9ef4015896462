// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <concepts>
#include <functional>
#include <popline/export.hpp>
#include <popline/maybe_awaitable.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace popline::detail {

// The questions that `sink` asks about the type of its target.

template <class T>
struct is_awaitable : std::false_type {};
template <class T>
struct is_awaitable<boost::asio::awaitable<T>> : std::true_type {};
template <>
struct is_awaitable<maybe_awaitable> : std::true_type {};

inline maybe_awaitable forget_result(maybe_awaitable pending) {
    return pending;
}

template <class T>
requires(!std::is_void_v<T>) boost::asio::awaitable<void> forget_result(boost::asio::awaitable<T> pending) {
    static_cast<void>(co_await std::move(pending));
}

/// Calls, and returns what is to be awaited.
template <class Call>
maybe_awaitable awaited(Call call) {
    if constexpr (is_awaitable<std::invoke_result_t<Call>>::value) {
        return forget_result(call());
    } else {
        static_cast<void>(call());
        return {};
    }
}

template <class T>
inline constexpr bool is_text =
    std::is_convertible_v<const T&, std::string_view> || std::is_convertible_v<const T&, std::string>;

/// `std::ref(target)` means the target itself, with all its members.
template <class T>
inline constexpr bool is_reference_wrapper = false;
template <class T>
inline constexpr bool is_reference_wrapper<std::reference_wrapper<T>> = true;

template <class T>
concept has_commit = requires(T& target) {
    target.commit();
};
template <class T>
concept has_abandon = requires(T& target) {
    target.abandon();
};
template <class T>
concept can_have_enough = requires(const T& target) {
    { target.has_enough() } -> std::convertible_to<bool>;
};
template <class T>
concept can_keep_in_memory = requires(const T& target) {
    { target.keeps_in_memory() } -> std::convertible_to<bool>;
};
/// A sink that gathers bytes, or wraps a sink that may.
template <class T>
concept can_gather = requires(T& target) {
    { target.flush() } -> std::convertible_to<maybe_awaitable>;
};

template <class T>
concept has_enough_somehow = requires(T& target) {
    { target.has_enough() } -> std::convertible_to<bool>;
};
template <class T>
concept keeps_in_memory_somehow = requires(T& target) {
    { target.keeps_in_memory() } -> std::convertible_to<bool>;
};

/// Whether each member that the plain type has can also be called if the target is const. Without this check
/// a member that cannot be called would never be called, without an error.
template <class T, class Plain = std::remove_const_t<T>>
inline constexpr bool loses_no_member =
    has_commit<
        T> == has_commit<Plain>&& has_abandon<T> == has_abandon<Plain>&& can_have_enough<T> == has_enough_somehow<Plain>&& can_keep_in_memory<T> == keeps_in_memory_somehow<Plain>;

/// The base of our sinks: it marks a class as neither a closure nor an aggregate.
struct constructed {};

/// The base of a target that is a stream, which does not care where a piece ends.
struct stream_of_bytes {};
struct another_kind {};
template <class T>
using kind_of = std::conditional_t<std::is_base_of_v<stream_of_bytes, T>, stream_of_bytes, another_kind>;

/// Whether small pieces are gathered for a target: its calls are awaited, and it has no `has_enough()`. Our
/// own sinks pass pieces on, and pieces are gathered for the last target.
template <class T>
inline constexpr bool is_gathered_for = is_awaitable<std::invoke_result_t<T&, std::string_view>>::value
                                        && !can_have_enough<T> && !std::is_base_of_v<constructed, T>;

template <class T>
inline constexpr bool is_safe_by_value =
    std::is_trivially_destructible_v<T> || std::is_base_of_v<constructed, T>;

// g++ 12 destroys a temporary closure inside a co_await expression twice (GCC bug 98401). A class with
// constructors is safe, but no trait tells it from a closure, so our classes derive from `constructed`.
// Remove this when g++ 12 is no longer supported.
template <class T>
inline constexpr bool is_safe_temporary =
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
    std::is_lvalue_reference_v<T> || is_safe_by_value<std::remove_reference_t<T>>;
#else
    true;
#endif

}  // namespace popline::detail
