// SPDX-License-Identifier: BSL-1.0
#include "net/lease.hpp"

#include "net/connection.hpp"

namespace popline::net {

lease::lease(std::shared_ptr<net::connection> over, exchange& of) noexcept : of_(&of) {
    if (of.leases++ == 0) of.connection = std::move(over);
}

/// Ends the lease. The lease may have been the last owner of the connection.
void lease::end() noexcept {
    const auto kept = std::move(of_->connection);
    kept->give_up(*of_);
}

}  // namespace popline::net
