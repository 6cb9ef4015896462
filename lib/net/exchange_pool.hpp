// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <forward_list>

#include "net/exchange.hpp"

namespace popline::net {

/// Makes exchanges, and uses each again after its reply, so that no command allocates. `waiters` owns it.
class exchange_pool {
  public:
    exchange_pool() = default;
    exchange_pool(const exchange_pool&) = delete;
    exchange_pool& operator=(const exchange_pool&) = delete;

    /// An exchange that is as good as new. Throws `std::bad_alloc`.
    exchange& take();
    /// Takes it back. Requires that neither the pipeline nor a lease holds it.
    void put_back(exchange& one) noexcept;

    /// Whether no exchange is taken.
    bool is_idle() const noexcept { return taken_ == 0; }
    /// Frees all exchanges but one, so that a session that was busy once is small when it is idle. Requires
    /// `is_idle()`.
    void shrink() noexcept;

    // All exchanges, taken or not.
    auto begin() noexcept { return exchanges_.begin(); }
    auto end() noexcept { return exchanges_.end(); }

  private:
    std::forward_list<exchange> exchanges_;
    exchange* spare_ = nullptr;  // the first that is not taken; the others follow by `behind`
    std::size_t taken_ = 0;
};

}  // namespace popline::net
