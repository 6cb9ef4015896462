// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <utility>

#include "net/exchange.hpp"

namespace popline::net {

class connection;

/// The right to a reply. Given up, a queued command is erased and a sent one is read to its end and
/// forgotten: that one rule covers cancellation, exceptions, messages that nobody read and coroutines that
/// are destroyed.
class lease {
  public:
    lease() = default;
    lease(std::shared_ptr<connection> line, exchange& of) noexcept : line_(std::move(line)), of_(&of) {
        ++of.leases;
    }
    lease(lease&& other) noexcept : line_(std::move(other.line_)), of_(std::exchange(other.of_, nullptr)) {}
    lease& operator=(lease other) noexcept {
        std::swap(line_, other.line_);
        std::swap(of_, other.of_);
        return *this;
    }
    ~lease() { give_up(); }

    void give_up() noexcept;

    /// The same right, held once more: the reply is given up with the last one.
    lease share() const noexcept { return of_ ? lease(line_, *of_) : lease(); }

    explicit operator bool() const noexcept { return of_ != nullptr; }
    exchange* operator->() const noexcept { return of_; }
    exchange& operator*() const noexcept { return *of_; }
    const std::shared_ptr<connection>& line() const noexcept { return line_; }

  private:
    std::shared_ptr<connection> line_;
    exchange* of_ = nullptr;
};

}  // namespace popline::net
