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

void environment::enter(tenant& one, std::weak_ptr<tenant> alive) {
    const std::lock_guard lock(guard_);
    tenants_.emplace(&one, std::move(alive));
}

void environment::leave(tenant& one) noexcept {
    const std::lock_guard lock(guard_);
    tenants_.erase(&one);
}

tls environment::shared_tls() {
    const std::lock_guard lock(guard_);
    if (!tls_) tls_.emplace();
    return *tls_;
}

void environment::shutdown() {
    std::vector<std::shared_ptr<tenant>> living;
    {
        const std::lock_guard lock(guard_);
        for (const auto& [one, alive] : tenants_)
            if (auto held = alive.lock()) living.push_back(std::move(held));
    }
    for (const auto& one : living)
        one->on_shutdown();
}

}  // namespace popline::net
