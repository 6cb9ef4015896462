// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/export.hpp>
#include <utility>

namespace popline {

/// What a call of a sink or a hook leaves to await: an awaitable, or nothing. Most calls leave nothing, and
/// then no coroutine is made:
///
///     auto pending = into.write(octets);
///     if (pending) co_await *std::move(pending);
class [[nodiscard]] maybe_awaitable {
  public:
    /// Nothing to await.
    maybe_awaitable() = default;
    /// An awaitable that is not valid is nothing to await.
    maybe_awaitable(boost::asio::awaitable<void> pending) noexcept : pending_(std::move(pending)) {}

    /// Whether there is something to await.
    explicit operator bool() const noexcept { return pending_.valid(); }
    /// Hands out the awaitable. Requires that there is one.
    boost::asio::awaitable<void> operator*() && noexcept { return std::move(pending_); }

  private:
    boost::asio::awaitable<void> pending_;
};

}  // namespace popline
