// SPDX-License-Identifier: BSL-1.0
#include <boost/asio/error.hpp>

#include "net/dns_query.hpp"

namespace popline::net {

/// The C library has no function that asks for SRV records.
srv_look_up query_srv(const std::string&, std::optional<std::uint16_t>) {
    return {boost::asio::error::operation_not_supported, {}};
}

}  // namespace popline::net
