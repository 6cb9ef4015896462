// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline.hpp>

#include "clients/job.hpp"

namespace bench {

/// A server without resumption: each TLS handshake is whole, like those of the floors.
popline::server server_of(const job& what);
/// The TLS context for the server of a job. Each call reads the authorities anew.
popline::tls tls_of(const job& what, popline::tls_resumption use);
popline::credentials credentials_of();

// The caller keeps the job alive until the operation completes.
boost::asio::awaitable<void> list(const job& what);
boost::asio::awaitable<void> retrieve(const job& what);
boost::asio::awaitable<void> stat(const job& what);
boost::asio::awaitable<void> log_in_and_out(const job& what);
boost::asio::awaitable<void> visit(const job& what);
boost::asio::awaitable<void> hold_many_sessions(const job& what);
boost::asio::awaitable<void> hold_idle_sessions(const job& what);

}  // namespace bench
