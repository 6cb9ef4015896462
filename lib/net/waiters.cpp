// SPDX-License-Identifier: BSL-1.0
#include "net/waiters.hpp"

#include <algorithm>

namespace popline::net {

void waiters::wake(exchange& one) {
    if (!one.waits.waiting() || inside.is(one)) return;
    --count_;
    if (reader_ == &one) reader_ = nullptr;
    if (!inside.choose(one)) post(one.waits);
}

void waiters::wake_all() {
    for (auto& one : exchanges)
        wake(one);
}

void waiters::end_wait(exchange& one, exchange::given_up_by whom) {
    one.cancelled = true;
    one.given_up = whom;
    if (one.stands == protocol::entry::standing::queued) taking_back_ = true;
    wake(one);
}

void waiters::cancel(exchange& one, boost::asio::cancellation_type kind) {
    using how = boost::asio::cancellation_type;
    const bool at_once = (kind & (how::terminal | how::partial)) != how::none;
    const bool waits = one.waits.waiting() && !inside.is(one);
    if (!waits || (!at_once && one.stands != protocol::entry::standing::queued)) return;
    end_wait(one, exchange::given_up_by::caller);
}

/// If no memory is left, frees the buffers that the sessions of the context share and tries again. If that
/// is not enough, the coroutine is overdue: it is resumed at the end of the next handler. After a failure of
/// the connection, the next handler is that of the ended wait for the stream, which needs no memory.
void waiters::post(waiter& one) noexcept {
    if (one.post(executor_)) return;
    spare_.free();
    if (!one.post_again(executor_)) overdue_ = true;
}

void waiters::resume_overdue() {
    if (!std::exchange(overdue_, false)) return;
    const auto is_overdue = [](const exchange& one) { return one.waits.overdue(); };
    // Each search starts at the beginning: a coroutine that was resumed may have changed the list.
    for (auto one = std::ranges::find_if(exchanges, is_overdue); one != exchanges.end();
         one = std::ranges::find_if(exchanges, is_overdue))
        one->waits.resume();
}

void waiters::drop_all() noexcept {
    for (auto& one : exchanges)
        one.waits.drop();
}

}  // namespace popline::net
