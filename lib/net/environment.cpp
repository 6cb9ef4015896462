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

void environment::enter(tenant& one) noexcept {
    const std::lock_guard lock(guard_);
    if (newest_) newest_->before_ = &one;
    one.behind_ = std::exchange(newest_, &one);
}

void environment::leave(tenant& one) noexcept {
    const std::lock_guard lock(guard_);
    unlink(one);
}

void environment::unlink(tenant& one) noexcept {
    (one.before_ ? one.before_->behind_ : newest_) = one.behind_;
    if (one.behind_) one.behind_->before_ = one.before_;
}

tls environment::shared_tls() {
    const std::lock_guard lock(guard_);
    if (!tls_) tls_.emplace();
    return *tls_;
}

/// Whoever is told is forgotten here, and does not leave any more: since Boost 1.82 an `io_context` that ends
/// shuts its services down twice.
void environment::shutdown() {
    std::vector<std::shared_ptr<tenant>> living;
    {
        const std::lock_guard lock(guard_);
        for (auto *one = newest_, *next = one; one; one = next) {
            next = one->behind_;
            auto held = one->stay();
            if (!held) continue;
            unlink(*one);
            living.push_back(std::move(held));
        }
    }
    for (const auto& one : living)
        one->on_shutdown();
}

}  // namespace popline::net
