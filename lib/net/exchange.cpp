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
    answer.words.clear();
    if (answer.words.capacity() > worth_keeping) answer.words.shrink_to_fit();
    if (answer.line_count > 0) answer.forget_lines();
    answer.line_count = answer.overlong = 0;
    answer.failure = {};
}

}  // namespace popline::net
