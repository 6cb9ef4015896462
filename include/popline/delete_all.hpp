// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/for_each_mail.hpp>

namespace popline {

/// Marks all messages as deleted, unread: the caller's word is enough. Each has its outcome; nothing is
/// committed before `quit`.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<std::vector<item_outcome>> delete_all(session& over);
/// Calls the body with each message and marks it when the body has come back, if it was read whole, or if the
/// body did not begin to read it. Returns how many are marked. Not marked are messages that the server
/// refused to hand out, and those whose reading did not come to its end: the sink failed or had enough, or it
/// was cancelled. If the body throws, no further message is marked.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<std::uint32_t> delete_all(session& over,
                                                                              message_hook body);
/// The same in a session of its own, which is committed at the end: see `with_session`. `commit::refused`
/// names each message that the server refused to delete or to hand out.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<commit> delete_all(server where, credentials who);
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<commit> delete_all(server where, credentials who,
                                                                       message_hook body,
                                                                       on_error how = on_error::close);

}  // namespace popline
