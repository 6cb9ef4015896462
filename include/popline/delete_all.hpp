// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/for_each_mail.hpp>

namespace popline {

/// Marks all messages as deleted, unread. Each has its outcome; nothing is committed before `quit`.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<std::vector<item_outcome>> delete_all(session& over);
/// Calls the body with each message and marks those with which it came back, read whole or not; one that the
/// server refused to hand out stays. Returns how many are marked. When the body throws, no further one is.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<std::uint32_t> delete_all(session& over,
                                                                              message_hook body);
/// The same in a session of its own, which is committed at the end: see `with_session`.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<commit> delete_all(server where, credentials who);
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<commit> delete_all(server where, credentials who,
                                                                       message_hook body,
                                                                       on_error how = on_error::close);

}  // namespace popline
