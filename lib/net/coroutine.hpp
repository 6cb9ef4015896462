// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <utility>

namespace popline::net {

/// Identifies the coroutine that a handler resumes. Coroutines that await each other have the same identity;
/// each `co_spawn` makes a new one. Null if Asio does not tell.
template <class Handler>
const void* coroutine_of([[maybe_unused]] Handler& handler) noexcept {
    if constexpr (requires { handler.entry_point(); })
        return handler.entry_point();
    else
        return nullptr;
}

struct tell_coroutine {
    template <class Handler>
    void operator()(Handler handler) const {
        const void* const which = coroutine_of(handler);
        std::move(handler)(which);
    }
};

/// Identifies the coroutine that awaits this operation. It costs a call of a handler, so await it once per
/// message, not once per piece.
inline auto this_coroutine() {
    return boost::asio::async_initiate<const boost::asio::deferred_t, void(const void*)>(
        tell_coroutine(), boost::asio::deferred);
}

}  // namespace popline::net
