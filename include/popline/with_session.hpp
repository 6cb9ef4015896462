// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/hook.hpp>
#include <popline/session.hpp>

namespace popline {

/// What happens to the deletions if the body of `with_session` throws.
enum class on_error {
    close,  ///< no deletion is committed
    quit,   ///< the deletions until then are committed, as net/pop does
};

/// Connects, logs in, runs the body with the session, and commits by QUIT:
///
///     auto body = [&](popline::session& session) -> asio::awaitable<void> { … };
///     const auto committed = co_await popline::with_session("pop.example.com", who, body);
///
/// Completes with what QUIT committed, as `session::quit` does. The result is empty if the body called
/// `quit()` or `close()` itself.
/// Throws what connect, login and quit throw, and what the body throws. The session is then closed and
/// nothing is committed, unless `on_error::quit` says otherwise.
/// Cancellation closes the session, commits nothing, and throws a `popline::error`.
/// Lifetime: the arguments are copied or moved into the operation. A body in `std::ref` must outlive it.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<batch_result> with_session(
    server where, credentials who, hook<boost::asio::awaitable<void>(session&)> body,
    on_error how = on_error::close);

/// Checks the credentials: connects, logs in and quits.
/// Throws what connect and login throw; nothing if the credentials are good.
/// Cancellation closes the session.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<void> check_login(server where, credentials who);

}  // namespace popline
