// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <utility>

namespace popline::net {

/// Which coroutine a handler resumes: the same for all that await each other, another for each `co_spawn`.
/// Null if Asio does not tell.
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

/// The coroutine that awaits this. It goes on at once, within a call of its own: once per message, not per
/// piece.
inline auto this_coroutine() {
    return boost::asio::async_initiate<const boost::asio::deferred_t, void(const void*)>(
        tell_coroutine(), boost::asio::deferred);
}

}  // namespace popline::net
