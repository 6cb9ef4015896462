// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <iosfwd>
#include <popline/detail/callable.hpp>
#include <popline/export.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace popline {
class sink;
}

namespace popline::detail {

// What `sink` must know about the type of its target.

template <class T>
inline constexpr bool is_text =
    std::is_convertible_v<const T&, std::string_view> || std::is_convertible_v<const T&, std::string>;

template <class T>
inline constexpr bool is_stream = std::is_convertible_v<T*, std::ostream*>;

template <class T>
concept has_commit = requires(T& target) {
    target.commit();
};
template <class T>
concept has_commit_awaited_elsewhere = requires(T& target) {
    { target.commit() } -> awaited_elsewhere;
};
template <class T>
concept has_abandon = requires(T& target) {
    target.abandon();
};
template <class T>
concept has_awaited_abandon = requires(T& target) {
    { target.abandon() } -> awaitable_of_any_kind;
};
template <class T>
concept can_have_enough = requires(const T& target) {
    { target.has_enough() } -> std::convertible_to<bool>;
};
template <class T>
concept can_keep_in_memory = requires(const T& target) {
    { target.keeps_in_memory() } -> std::convertible_to<bool>;
};
/// A sink that gathers bytes, or that wraps a sink which may gather bytes.
template <class T>
concept can_gather = requires(T& target) {
    { target.flush() } -> std::convertible_to<maybe_awaitable>;
};

template <class T>
concept has_enough_somehow = requires(T& target) {
    target.has_enough();
};
template <class T>
concept keeps_in_memory_somehow = requires(T& target) {
    { target.keeps_in_memory() } -> std::convertible_to<bool>;
};

/// Whether each member that can be called on the plain type can also be called if the target is const, and
/// `has_enough` says yes or no. Without this check, a member would silently never be called.
template <class T, class Plain = std::remove_const_t<T>>
inline constexpr bool loses_no_member =
    has_commit<
        T> == has_commit<Plain>&& has_abandon<T> == has_abandon<Plain>&& can_have_enough<T> == has_enough_somehow<Plain>&& can_keep_in_memory<T> == keeps_in_memory_somehow<Plain>;

/// The base of a target that is a stream, which does not care where a piece ends.
struct stream_of_bytes {};
struct another_kind {};
template <class T>
using kind_of = std::conditional_t<std::is_base_of_v<stream_of_bytes, T>, stream_of_bytes, another_kind>;

/// Whether small pieces are gathered for a target: its calls are awaited, and it has no `has_enough()`.
/// popline's own sinks are excluded: `file` has a buffer of its own, and the others pass pieces on to a last
/// target for which pieces are gathered.
template <class T>
inline constexpr bool is_gathered_for = is_awaitable<std::invoke_result_t<T&, std::string_view>>::value
                                        && !can_have_enough<T> && !std::is_base_of_v<constructed, T>;

/// Why a type cannot be a target of a `sink`. The order matters: a string cannot be called either, but is
/// reported as a string.
template <class Given>
constexpr fault fault_of_target() {
    using target = called<Given>;
    using named = std::conditional_t<is_reference<Given>, target, std::remove_reference_t<Given>>;
    if constexpr (std::is_same_v<std::remove_cvref_t<Given>, sink>) {
        return std::is_lvalue_reference_v<Given> ? fault::not_copied : fault::not_called;
    } else if constexpr (is_text<std::decay_t<Given>>) {
        return fault::is_text;
    } else if constexpr (is_stream<named>) {
        const bool has_a_name = is_reference<Given> || std::is_lvalue_reference_v<Given>;
        return has_a_name ? fault::none : fault::stream_is_temporary;
    } else if constexpr (!called_with<target, std::string_view>) {
        return fault::not_called;
    } else if constexpr (awaited_elsewhere<std::invoke_result_t<
                             target&, std::string_view>> || has_commit_awaited_elsewhere<target>) {
        return fault::awaited_elsewhere;
    } else if constexpr (has_awaited_abandon<target>) {
        return fault::not_awaited;
    } else if constexpr (!loses_no_member<target>) {
        return fault::member_is_lost;
    } else {
        return fault_of_holding<sink, Given>();
    }
}

template <fault Of>
concept a_string_or_a_path_is_no_sink_use_append_to_or_file = Of == fault::is_text;
template <fault Of>
concept a_temporary_stream_is_no_sink_because_its_errors_would_be_lost = Of == fault::stream_is_temporary;
template <fault Of>
concept abandon_is_not_awaited_and_must_not_return_an_awaitable = Of == fault::not_awaited;
template <fault Of>
concept has_enough_is_a_const_bool_and_const_sinks_have_const_members = Of == fault::member_is_lost;

}  // namespace popline::detail
