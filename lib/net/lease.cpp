// SPDX-License-Identifier: BSL-1.0
#include "net/lease.hpp"

#include "net/connection.hpp"

namespace popline::net {

lease::lease(std::shared_ptr<connection> over, exchange& of) noexcept : of_(&of) {
    if (of.leases++ == 0) of.line = std::move(over);
}

/// Ends the lease. The lease may have been the last owner of the connection.
void lease::end() noexcept {
    const auto line = std::move(of_->line);
    line->give_up(*of_);
}

}  // namespace popline::net
