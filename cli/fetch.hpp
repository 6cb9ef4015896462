// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/session.hpp>

#include "arguments.hpp"
#include "destination.hpp"

namespace tool {

/// What came of a fetch.
struct harvest {
    std::uint32_t messages = 0;
    std::uint64_t octets = 0;
    int failures = 0;  ///< messages that did not come, each said on the standard error
};

/// Retrieves what is wanted. A message that fails does not keep the others from coming, unless the same would
/// fail them all. With `--delete`, those that are on the disk are marked as deleted. Without it, what looks
/// as if it is stored is not retrieved again, unless the rest shows that names or sizes cannot be trusted.
boost::asio::awaitable<harvest> fetch(popline::session& session, const arguments& given, destination& to);

}  // namespace tool
