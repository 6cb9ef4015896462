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

/// Each listener is removed from the list before it is told. Since Boost 1.82, an `io_context` that ends
/// shuts its services down twice.
void environment::shutdown() {
    // One at a time, so that nothing is allocated. A listener may destroy others, which then leave the list.
    while (const auto one = take_newest())
        one->on_shutdown();
}

/// Takes the newest listener whose destructor does not run out of the list; null if there is none.
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
