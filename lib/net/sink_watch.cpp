// SPDX-License-Identifier: BSL-1.0
#include "net/sink_watch.hpp"

#include <boost/asio/error.hpp>
#include <popline/errc.hpp>
#include <string>
#include <utility>

namespace popline::net {

using given_up_by = exchange::given_up_by;

void sink_watch::begin(const void* coroutine) {
    coroutine_ = coroutine;
    if (on_.waiters.any()) limit();
}

void sink_watch::end() noexcept {
    coroutine_ = nullptr;
    on_.deadlines.end_sink();
}

/// Starts the time limit on the sink, unless it runs already. The limit runs until the sink has taken its
/// piece.
void sink_watch::limit() try {
    if (on_.pipeline.head()) on_.deadlines.begin_sink();
} catch (const std::bad_alloc&) {
    on_.fail(out_of_memory());
}

void sink_watch::begin_wait(exchange& one) {
    one.late = on_.deadlines.sink_runs();
    limit();
}

/// Fails the commands that waited for the whole time limit. Commands that began to wait later get the same
/// time again.
void sink_watch::time_out() {
    on_.deadlines.end_sink();
    const auto* const head = static_cast<const exchange*>(on_.pipeline.head());
    if (!head || !head->reading || head->waits.waiting()) return;
    bool others_wait = false;
    for (auto& one : on_.waiters.exchanges) {
        if (!one.waits.waiting()) continue;
        if (std::exchange(one.late, false))
            others_wait = true;
        else
            on_.waiters.end_wait(one, given_up_by::slow_sink);
    }
    if (others_wait) limit();
}

failure sink_watch::reason(exchange& one) const {
    switch (std::exchange(one.given_up, given_up_by::caller)) {
        case given_up_by::own_sink: return {errc::awaited_in_sink};
        case given_up_by::slow_sink: {
            const auto* const head = on_.pipeline.head();
            const auto number = head ? head->what.number : 0;
            return {errc::sink_timed_out, {}, number > 0 ? "of message " + std::to_string(number) : ""};
        }
        case given_up_by::caller: break;
    }
    return {boost::asio::error::operation_aborted};
}

}  // namespace popline::net
