// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <utility>

#include "net/exchange.hpp"

namespace popline::net {

/// The right to a reply. If the last lease ends early, a queued command is removed, and the reply to a
/// command in flight is read to its end and discarded. So cancellation, exceptions, unread messages and
/// destroyed coroutines are all handled alike.
class lease {
  public:
    lease() = default;
    /// The exchange keeps the connection alive while a lease holds it.
    lease(std::shared_ptr<net::connection> over, exchange& of) noexcept;
    lease(lease&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
    lease& operator=(lease other) noexcept {
        std::swap(of_, other.of_);
        return *this;
    }
    ~lease() { give_up(); }

    void give_up() noexcept {
        if (of_ && --of_->leases == 0) end();
        of_ = nullptr;
    }

    /// Makes another lease on the same reply. The reply is given up when the last lease ends.
    static lease share(exchange& of) noexcept {
        ++of.leases;
        return adopt(&of);
    }

    // For public classes, which store the lease as a bare pointer.
    static lease adopt(exchange* of) noexcept {
        lease made;
        made.of_ = of;
        return made;
    }
    exchange* release() noexcept { return std::exchange(of_, nullptr); }

    explicit operator bool() const noexcept { return of_ != nullptr; }
    exchange* operator->() const noexcept { return of_; }
    exchange& operator*() const noexcept { return *of_; }
    net::connection* connection() const noexcept { return of_->connection.get(); }

  private:
    void end() noexcept;

    exchange* of_ = nullptr;
};

}  // namespace popline::net
