// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <popline/maybe_awaitable.hpp>
#include <type_traits>
#include <utility>

// How `sink` and `hook` hold the callables of the user. There is one rule: a callable is copied, a temporary
// is moved, and for `std::ref(callable)` the callable itself is used.

namespace popline::detail {

/// The base of popline's own sinks. It marks a class that is neither a closure nor an aggregate.
struct constructed {};

template <class T>
struct referred_by {
    static constexpr bool is_reference = false;
    using type = T;
};
template <class T>
struct referred_by<std::reference_wrapper<T>> {
    static constexpr bool is_reference = true;
    using type = T;
};
/// Whether the callable is held by reference (`std::reference_wrapper`).
template <class Given>
inline constexpr bool is_reference = referred_by<std::decay_t<Given>>::is_reference;
/// The type of the object that is called.
template <class Given>
using called = typename referred_by<std::decay_t<Given>>::type;

template <class T, class... Arguments>
concept called_with = requires(T& callable, Arguments&&... arguments) {
    callable(std::forward<Arguments>(arguments)...);
};

// What a call of the callable returns.

template <class T>
struct is_awaitable : std::false_type {};
template <class T>
struct is_awaitable<boost::asio::awaitable<T>> : std::true_type {};
template <>
struct is_awaitable<maybe_awaitable> : std::true_type {};

/// Whether the result is work that popline cannot await: an awaitable of another library or of another
/// executor, a reference to an awaitable, or a deferred operation of Asio. Without this check it would be
/// dropped, and its work would never begin.
template <class T>
concept awaited_elsewhere =
    !is_awaitable<T>::value
    && (
        requires(T result) { result.await_ready(); } || requires(T result) { result.operator co_await(); }
        || boost::asio::is_async_operation<T>::value);

/// Whether the result is work that begins only if somebody awaits it.
template <class T>
concept awaitable_of_any_kind = is_awaitable<T>::value || awaited_elsewhere<T>;

inline maybe_awaitable forget_result(maybe_awaitable pending) {
    return pending;
}
template <class T>
boost::asio::awaitable<void> awaited_without_result(boost::asio::awaitable<T> pending) {
    static_cast<void>(co_await std::move(pending));
}
/// An awaitable that is not valid is nothing to await, whatever its result.
template <class T>
requires(!std::is_void_v<T>) maybe_awaitable forget_result(boost::asio::awaitable<T> pending) {
    return pending.valid() ? awaited_without_result(std::move(pending)) : maybe_awaitable();
}

/// Calls the callable, and returns what must be awaited.
template <class Call>
maybe_awaitable awaited(Call call) {
    if constexpr (is_awaitable<std::invoke_result_t<Call>>::value) {
        return forget_result(call());
    } else {
        static_cast<void>(call());
        return {};
    }
}

// Whether a callable can be held.

template <class Holder>
struct converted_to {
    operator Holder() const;
};
/// Whether the type can be constructed from a `Holder` alone, like a sink that wraps another sink. For such
/// a type, `is_copy_constructible` would ask whether it can be converted to a `Holder`, which would ask the
/// same question again.
template <class T, class Holder>
inline constexpr bool wraps = std::is_constructible_v<T, converted_to<Holder>>;

/// Whether the given callable can be copied, or moved if it is a temporary.
template <class Holder, class Given>
constexpr bool can_be_held() {
    if constexpr (is_reference<Given>)
        return true;
    else if constexpr (wraps<std::decay_t<Given>, Holder>)
        return !std::is_lvalue_reference_v<Given> && !std::is_const_v<Given>;
    else
        return std::is_constructible_v<std::decay_t<Given>, Given>;
}

// g++ 12 destroys a temporary closure inside a co_await expression twice (GCC bug 98401). A class with
// constructors is safe, but no trait distinguishes it from a closure, so popline's own classes derive from
// `constructed`. All other compilers accept each temporary. Remove this when g++ 12 is no longer supported.
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
inline constexpr bool destroys_closures_twice = true;
#else
inline constexpr bool destroys_closures_twice = false;
#endif
template <class Given>
inline constexpr bool is_closure_destroyed_twice =
    destroys_closures_twice
    && !std::is_lvalue_reference_v<
        Given> && !std::is_base_of_v<constructed, Given> && !std::is_trivially_destructible_v<std::decay_t<Given>>;

/// Why a callable cannot be given to a sink or a hook.
enum class fault {
    none,
    not_called,  ///< it cannot be called with the arguments, or its result cannot be used
    is_text,     ///< a string or a path
    stream_is_temporary,
    member_is_lost,
    awaited_elsewhere,
    not_awaited,  ///< it returns an awaitable where nothing is awaited
    not_copied,
    closure_is_temporary,
};

template <fault Of>
concept is_faultless = Of == fault::none;

// A compiler shows these names in its error: they are the constraints of deleted constructors.

template <fault Of>
concept only_a_boost_asio_awaitable_of_any_io_executor_can_be_awaited = Of == fault::awaited_elsewhere;
template <fault Of>
concept this_hook_is_not_awaited_and_must_not_return_an_awaitable = Of == fault::not_awaited;
template <fault Of>
concept this_cannot_be_copied_pass_std_ref_of_it = Of == fault::not_copied;
template <fault Of>
concept gcc_12_destroys_a_temporary_closure_twice_so_give_it_a_name = Of == fault::closure_is_temporary;

/// The faults in how a callable is held. They are checked last.
template <class Holder, class Given>
constexpr fault fault_of_holding() {
    if constexpr (!can_be_held<Holder, Given>())
        return fault::not_copied;
    else if constexpr (is_closure_destroyed_twice<Given>)
        return fault::closure_is_temporary;
    else
        return fault::none;
}

/// Why a callable cannot be given to a `hook` with this signature.
template <class Hook, class Given, class Result, class... Arguments>
constexpr fault fault_of_callable() {
    if constexpr (std::is_same_v<std::remove_cvref_t<Given>, Hook>) {
        return fault::not_called;  // a hook is copied and moved by its other constructors
    } else if constexpr (!called_with<called<Given>, Arguments...>) {
        return fault::not_called;
    } else {
        using result = std::invoke_result_t<called<Given>&, Arguments...>;
        if constexpr (std::is_same_v<Result, boost::asio::awaitable<void>>) {
            if (awaited_elsewhere<result>) return fault::awaited_elsewhere;
        } else if constexpr (std::is_void_v<Result>) {
            if (awaitable_of_any_kind<result>) return fault::not_awaited;
        } else if constexpr (!std::is_constructible_v<Result, result>) {
            return fault::not_called;
        }
        return fault_of_holding<Hook, Given>();
    }
}

}  // namespace popline::detail
