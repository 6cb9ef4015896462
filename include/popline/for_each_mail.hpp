// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/with_session.hpp>

namespace popline {

/// What is done with a message: read it, mark it, or let it go.
using message_hook = hook<boost::asio::awaitable<void>(message&)>;

/// What a run over a whole maildrop came to.
struct collected {
    std::uint32_t messages = 0;  ///< that the body was called with
    std::vector<error> refused;  ///< messages that the server would not hand out: the body was not called
    popline::commit commit;
};

/// Calls the body with each message in turn, while the next ones are on their way. Returns what the server
/// refused. Throws what ends the session, and what the body throws. The session outlives the operation.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<collected> for_each_mail(session& over,
                                                                             message_hook body);
/// The same in a session of its own, which is committed at the end: see `with_session`.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<collected> for_each_mail(server where, credentials who,
                                                                             message_hook body,
                                                                             on_error how = on_error::close);

}  // namespace popline
