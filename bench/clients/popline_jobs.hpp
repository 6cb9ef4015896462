// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <popline.hpp>

#include "clients/job.hpp"

namespace bench {

popline::server server_of(const job& what);
popline::credentials credentials_of();

/// Calls of operator new so far; 0 in the client that does not count them.
std::uint64_t allocations() noexcept;

// The job outlives what is done for it.
boost::asio::awaitable<void> list(const job& what);
boost::asio::awaitable<void> retrieve(const job& what);
boost::asio::awaitable<void> stat(const job& what);
boost::asio::awaitable<void> log_in_and_out(const job& what);
boost::asio::awaitable<void> hold_many_sessions(const job& what);

}  // namespace bench
