// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/with_session.hpp>

namespace popline {

/// Called with each message: it reads it, marks it, or does nothing.
using message_hook = hook<boost::asio::awaitable<void>(message&)>;

/// Calls the body with each message in turn, while the next ones are in flight.
/// Requires: phase::transaction.
/// Completes with the number of messages for which the body was called, and the outcome of each message that
/// the server refused. The body is not called for these.
/// Throws what ends the session, and what the body throws.
/// Cancellation leaves the session usable.
/// Lifetime: the session outlives the operation. The body is copied or moved into it; one in `std::ref` must
/// outlive it.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<batch_result> for_each_mail(session& over,
                                                                                message_hook body);
/// The same in a session of its own, which is committed at the end. A message that the body marked, and that
/// the server then refused to delete, is not done, but one of `batch_result::failed`.
/// Throws as `with_session` does.
/// Cancellation: as for `with_session`.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<batch_result> for_each_mail(
    server where, credentials who, message_hook body, on_error how = on_error::close);

}  // namespace popline
