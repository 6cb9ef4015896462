// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/for_each_mail.hpp>

namespace popline {

/// Marks all messages as deleted, unread. Nothing is committed before `quit`.
/// Requires: phase::transaction.
/// Completes with the number of marked messages, and the outcome of each other message.
/// Throws as `session::mails` and `session::remove` do.
/// Cancellation: as for `session::remove`.
/// Lifetime: the session outlives the operation.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<batch_result> delete_all(session& over);
/// Calls the body with each message. Afterwards marks the message as deleted if it was read completely, or
/// if the body did not begin to read it. A message that the server refused, or that was read in part, is not
/// marked.
/// Requires: phase::transaction.
/// Completes with the number of marked messages, and the outcome of each other message:
/// `outcome::broken_off` if it was read in part, and `outcome::not_tried` if the body moved it away. The
/// body must not delete messages itself: those are not counted. The DELE of a message that was read is not
/// awaited; if the server refuses it, the result of `session::quit` has the refusal.
/// Throws what ends the session, also if the body caught it, and what the body throws. No further message is
/// marked then.
/// Cancellation leaves the session usable; messages that were marked before stay marked.
/// Lifetime: the session must outlive the operation. The body is copied or moved into it; a body in
/// `std::ref` must outlive it.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<batch_result> delete_all(session& over,
                                                                             message_hook body);
/// Does the same in a session of its own, and commits at the end.
/// Completes with the number of deleted messages, and the outcome of each other message, which includes
/// messages that the server refused to delete.
/// Throws as `with_session` does.
/// Cancellation: as for `with_session`.
/// Lifetime: as for `with_session`.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<batch_result> delete_all(server where, credentials who);
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<batch_result> delete_all(server where, credentials who,
                                                                             message_hook body,
                                                                             on_error how = on_error::close);

}  // namespace popline
