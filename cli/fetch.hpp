// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/session.hpp>

#include "arguments.hpp"
#include "destination.hpp"

namespace tool {

/// The result of a fetch.
struct fetch_result {
    std::uint32_t messages = 0;  ///< how many were retrieved, or would be in a dry run
    std::uint64_t bytes = 0;     ///< the bytes of these messages
    std::uint32_t skipped = 0;   ///< messages that an earlier run stored, not retrieved again
    int failures = 0;            ///< messages that were left out; each has its line on the standard error
};

/// Retrieves the messages that the user asked for. A message that fails does not keep the others from being
/// retrieved, unless the same cause would fail them all. With `--delete`, marks each stored message as
/// deleted. Without `--delete`, skips a message that looks as if it is stored, unless the other messages show
/// that names or sizes are unreliable. In a dry run it only says what it would do.
boost::asio::awaitable<fetch_result> fetch(popline::session& session, const arguments& given,
                                           destination& to);

}  // namespace tool
