// SPDX-License-Identifier: BSL-1.0
#include "context/end_of_context.hpp"

#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>
#include <utility>

namespace popline::context {

boost::asio::execution_context::id end_of_context::id;

end_of_context& end_of_context::of(const boost::asio::any_io_executor& executor) {
    return boost::asio::use_service<end_of_context>(
        boost::asio::query(executor, boost::asio::execution::context));
}

void end_of_context::enter(end_listener& one) noexcept {
    const std::lock_guard lock(guard_);
    if (newest_) newest_->before_ = &one;
    one.behind_ = std::exchange(newest_, &one);
}

void end_of_context::leave(end_listener& one) noexcept {
    const std::lock_guard lock(guard_);
    unlink(one);
}

void end_of_context::unlink(end_listener& one) noexcept {
    (one.before_ ? one.before_->behind_ : newest_) = one.behind_;
    if (one.behind_) one.behind_->before_ = one.before_;
}

/// Removes each listener from the list before the call. Since Boost 1.82, an `io_context` that ends calls
/// `shutdown` of its services twice.
void end_of_context::shutdown() {
    pending_->drop_all();
    // Take the listeners one by one, so that no memory is allocated. A listener may destroy others, which
    // then remove themselves from the list.
    while (const auto one = take_newest())
        one->on_shutdown();
}

/// Removes the newest listener from the list and returns it. Leaves out listeners whose destructor runs
/// already. Null if there is no other.
std::shared_ptr<end_listener> end_of_context::take_newest() noexcept {
    const std::lock_guard lock(guard_);
    for (auto* one = newest_; one; one = one->behind_)
        if (auto held = one->lock()) {
            unlink(*one);
            return held;
        }
    return nullptr;
}

}  // namespace popline::context
