// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <forward_list>

#include "net/exchange.hpp"

namespace popline::net {

/// Makes exchanges, and reuses each after its reply, so that a command rarely allocates. `waiters` owns the
/// pool.
class exchange_pool {
  public:
    exchange_pool() = default;
    exchange_pool(const exchange_pool&) = delete;
    exchange_pool& operator=(const exchange_pool&) = delete;

    /// Returns a spare exchange, which was reset, or makes a new one. Throws `std::bad_alloc`.
    exchange& take();
    /// Takes the exchange back for later use. Requires that neither the pipeline nor a lease holds it.
    void put_back(exchange& one) noexcept;

    /// Whether no exchange is in use.
    bool is_idle() const noexcept { return taken_ == 0; }
    /// Frees all exchanges but one, so that an idle session needs little memory. Requires `is_idle()`.
    void shrink() noexcept;

    // Iterates over all exchanges, in use or not.
    auto begin() noexcept { return exchanges_.begin(); }
    auto end() noexcept { return exchanges_.end(); }

  private:
    std::forward_list<exchange> exchanges_;
    exchange* spare_ = nullptr;  // the first spare exchange; `behind` links it to the next
    std::size_t taken_ = 0;
};

}  // namespace popline::net
