// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline.hpp>

#include "clients/job.hpp"

namespace bench {

popline::server server_of(const job& what);
popline::credentials credentials_of();

// The caller keeps the job alive until the operation completes.
boost::asio::awaitable<void> list(const job& what);
boost::asio::awaitable<void> retrieve(const job& what);
boost::asio::awaitable<void> stat(const job& what);
boost::asio::awaitable<void> log_in_and_out(const job& what);
boost::asio::awaitable<void> hold_many_sessions(const job& what);
boost::asio::awaitable<void> hold_idle_sessions(const job& what);

}  // namespace bench
