// SPDX-License-Identifier: BSL-1.0
// While a sink is awaited, no reply behind its message can be read. A command that the sink itself waits for
// would never end: one that is awaited in the coroutine of the sink fails at once, others fail after a limit.
#include <boost/asio/error.hpp>
#include <popline/errc.hpp>
#include <string>
#include <utility>

#include "net/connection.hpp"

namespace popline::net {

using standing = protocol::entry::standing;

void connection::feed(const void* coroutine) {
    fed_in_ = coroutine;
    if (awaited_ > 0) limit_sink();
}

void connection::fed() noexcept {
    fed_in_ = nullptr;
    deadlines_.end_sink();
}

/// Time is counted from here, unless it runs already, until the sink has taken its piece.
void connection::limit_sink() try {
    const auto* const head = static_cast<const exchange*>(pipeline_.head());
    if (head) deadlines_.begin_sink();
} catch (const std::bad_alloc&) {
    fail(out_of_memory());
}

/// A command waits behind a message whose sink is at work.
void connection::wait_behind_sink(exchange& one) {
    one.late = deadlines_.sink_runs();
    limit_sink();
}

/// The sink has taken nothing for its whole time: the commands that waited as long fail. Those that came
/// later have the same time again.
void connection::sink_is_overdue() {
    deadlines_.end_sink();
    const auto* const head = static_cast<const exchange*>(pipeline_.head());
    if (!head || !head->reading || head->waits.waiting()) return;
    bool others_wait = false;
    for (auto& one : exchanges_) {
        if (!one.waits.waiting()) continue;
        if (std::exchange(one.late, false))
            others_wait = true;
        else
            end_wait(one, exchange::given_up_by::slow_sink);
    }
    if (others_wait) limit_sink();
}

/// Its owner takes it back as soon as it runs. A write that was requested before comes after that.
void connection::end_wait(exchange& one, exchange::given_up_by whom) {
    one.cancelled = true;
    one.given_up = whom;
    if (one.stands == standing::queued) taking_back_ = true;
    wake(one);
}

failure connection::why_given_up(exchange& one) const {
    using given_up_by = exchange::given_up_by;
    switch (std::exchange(one.given_up, given_up_by::caller)) {
        case given_up_by::own_sink: return {errc::awaited_in_sink};
        case given_up_by::slow_sink: {
            const auto* const head = pipeline_.head();
            const auto number = head ? head->what.number : 0;
            return {errc::sink_timed_out, {}, number > 0 ? "of message " + std::to_string(number) : ""};
        }
        case given_up_by::caller: break;
    }
    return {boost::asio::error::operation_aborted};
}

}  // namespace popline::net
