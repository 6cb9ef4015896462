// SPDX-License-Identifier: BSL-1.0
#include "net/exchange_pool.hpp"

#include <utility>

namespace popline::net {

exchange& exchange_pool::take() {
    if (!spare_) spare_ = &exchanges_.emplace_front();
    ++taken_;
    exchange& one = *spare_;
    spare_ = static_cast<exchange*>(std::exchange(one.behind, nullptr));
    return one;
}

void exchange_pool::put_back(exchange& one) noexcept {
    one.reset();
    one.behind = std::exchange(spare_, &one);
    --taken_;
}

void exchange_pool::shrink() noexcept {
    if (exchanges_.empty()) return;
    exchanges_.erase_after(exchanges_.begin(), exchanges_.end());
    spare_ = &exchanges_.front();
    spare_->behind = nullptr;
}

}  // namespace popline::net
