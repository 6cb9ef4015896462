// SPDX-License-Identifier: BSL-1.0
#include "net/environment.hpp"

#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>

namespace popline::net {

boost::asio::execution_context::id environment::id;

environment& environment::of(const boost::asio::any_io_executor& executor) {
    return boost::asio::use_service<environment>(
        boost::asio::query(executor, boost::asio::execution::context));
}

void environment::enter(shutdown_listener& one) noexcept {
    const std::lock_guard lock(guard_);
    if (newest_) newest_->before_ = &one;
    one.behind_ = std::exchange(newest_, &one);
}

void environment::leave(shutdown_listener& one) noexcept {
    const std::lock_guard lock(guard_);
    unlink(one);
}

void environment::unlink(shutdown_listener& one) noexcept {
    (one.before_ ? one.before_->behind_ : newest_) = one.behind_;
    if (one.behind_) one.behind_->before_ = one.before_;
}

tls environment::shared_tls() {
    const std::lock_guard lock(guard_);
    if (!tls_) tls_.emplace();
    return *tls_;
}

/// Removes each listener from the list before the call. Since Boost 1.82, an `io_context` that ends calls
/// `shutdown` of its services twice.
void environment::shutdown() {
    // Take the listeners one by one, so that no memory is allocated. A listener may destroy others, which
    // then remove themselves from the list.
    while (const auto one = take_newest())
        one->on_shutdown();
}

/// Removes the newest listener from the list and returns it. Leaves out listeners whose destructor runs
/// already. Null if there is no other.
std::shared_ptr<shutdown_listener> environment::take_newest() noexcept {
    const std::lock_guard lock(guard_);
    for (auto* one = newest_; one; one = one->behind_)
        if (auto held = one->lock()) {
            unlink(*one);
            return held;
        }
    return nullptr;
}

}  // namespace popline::net
