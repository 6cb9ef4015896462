// SPDX-License-Identifier: BSL-1.0
#include "net/exchange.hpp"

#include <string>

namespace popline::net {

void exchange::reset() noexcept {
    constexpr std::size_t worth_keeping = 256;
    if (what.kept == protocol::secrecy::secret) {
        what.wipe();
        std::string().swap(what.text);
    }
    ended = has_status = reading = displaced = cancelled = false;
    dropped = late = false;
    given_up = given_up_by::caller;
    if (beside) beside->reset();
    reply.words.clear();
    if (reply.words.capacity() > worth_keeping) reply.words.shrink_to_fit();
    if (reply.line_count > 0) reply.forget_lines();
    reply.line_count = reply.overlong = 0;
    reply.failure = {};
}

}  // namespace popline::net
