// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace popline::detail {

// What `sink` asks of the type of its target.

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

/// The base of a class that is never a closure nor an aggregate.
struct constructed {};

template <class T>
inline constexpr bool is_safe_by_value =
    std::is_trivially_destructible_v<T> || std::is_base_of_v<constructed, T>;

// g++ 12 destroys a temporary closure inside a co_await expression twice (GCC bug 98401), and nothing tells
// one from a class with constructors; that is safe, and ours say so. Can go with that compiler.
template <class T>
inline constexpr bool is_safe_temporary =
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
    std::is_lvalue_reference_v<T> || is_safe_by_value<std::remove_reference_t<T>>;
#else
    true;
#endif

}  // namespace popline::detail
