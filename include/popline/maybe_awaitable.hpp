// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/export.hpp>
#include <utility>

namespace popline {

/// The result of a call of a sink or a hook: an awaitable, or nothing to await. Most calls return nothing to
/// await, and then no coroutine is made:
///
///     auto pending = into.write(octets);
///     if (pending) co_await *std::move(pending);
class [[nodiscard]] maybe_awaitable {
  public:
    /// Makes an object with nothing to await.
    maybe_awaitable() = default;
    /// Holds the awaitable. If the awaitable is not valid, there is nothing to await.
    maybe_awaitable(boost::asio::awaitable<void> pending) noexcept : pending_(std::move(pending)) {}

    /// Whether there is something to await.
    explicit operator bool() const noexcept { return pending_.valid(); }
    /// Moves the awaitable out. Requires that there is one.
    boost::asio::awaitable<void> operator*() && noexcept { return std::move(pending_); }

  private:
    boost::asio::awaitable<void> pending_;
};

}  // namespace popline
