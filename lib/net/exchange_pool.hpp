// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <forward_list>

#include "net/exchange.hpp"

namespace popline::net {

/// Makes exchanges, and uses each again after its reply: no command allocates. The connection owns it, and
/// nothing else writes to it.
class exchange_pool {
  public:
    exchange_pool() = default;
    exchange_pool(const exchange_pool&) = delete;
    exchange_pool& operator=(const exchange_pool&) = delete;

    /// An exchange that is as good as new. Throws `std::bad_alloc`.
    exchange& take();
    /// The pipeline has let go of this exchange, and so has every lease.
    void put_back(exchange& one) noexcept;

    /// Whether no exchange is taken.
    bool is_idle() const noexcept { return taken_ == 0; }
    /// Frees all exchanges but one, so that a session that was busy once is small when it is idle. Requires
    /// `is_idle()`.
    void shrink() noexcept;

    // All of them, taken or not.
    auto begin() noexcept { return exchanges_.begin(); }
    auto end() noexcept { return exchanges_.end(); }

  private:
    std::forward_list<exchange> exchanges_;
    exchange* spare_ = nullptr;  // the first that is not taken; the others follow by `behind`
    std::size_t taken_ = 0;
};

}  // namespace popline::net
