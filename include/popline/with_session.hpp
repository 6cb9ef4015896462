// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/hook.hpp>
#include <popline/session.hpp>

namespace popline {

/// What becomes of the deletions when the body of `with_session` throws.
enum class on_error {
    close,  ///< none is committed
    quit,   ///< those that were marked before are committed, as net/pop does
};

/// Connects, logs in, runs the body with the session, and commits by QUIT:
///
///     auto body = [&](popline::session& session) -> asio::awaitable<void> { … };
///     const auto done = co_await popline::with_session("pop.example.com", who, body);
///
/// Returns what QUIT committed; nothing if the body has said `quit()` or `close()` itself. Throws what
/// connect, login and quit throw, and what the body throws: then the session is closed and nothing is
/// committed, unless `on_error::quit` says otherwise. Cancelled at any moment, it closes the session and
/// throws a `popline::error`.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<commit> with_session(
    server where, credentials who, hook<boost::asio::awaitable<void>(session&)> body,
    on_error how = on_error::close);

/// Connects, logs in and quits: throws what the first two throw, and nothing if the credentials are good.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<void> check_login(server where, credentials who);

}  // namespace popline
