// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/with_session.hpp>

namespace popline {

/// The body: it is called with each message, and may read it, mark it, or do nothing with it.
using message_hook = hook<boost::asio::awaitable<void>(message&)>;

/// Calls the body with each message in turn, while the next messages are in flight.
/// Requires: phase::transaction.
/// Completes with the number of messages for which the body was called, and the outcome of each message that
/// the server refused. The body is not called for these.
/// Throws what ends the session, also if the body caught it, and what the body throws.
/// Cancellation leaves the session usable.
/// Lifetime: the session must outlive the operation. The body is copied or moved into it; a body in
/// `std::ref` must outlive it.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<batch_result> for_each_mail(session& over,
                                                                                message_hook body);
/// Does the same in a session of its own, and commits at the end. A message that the body marked, but that
/// the server refused to delete, is not counted as done and is in `batch_result::failed`.
/// Throws as `with_session` does.
/// Cancellation: as for `with_session`.
/// Lifetime: as for `with_session`.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<batch_result> for_each_mail(
    server where, credentials who, message_hook body, on_error how = on_error::close);

}  // namespace popline
