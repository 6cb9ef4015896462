// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <popline/session.hpp>

namespace tool {

// The commands that ask the server one thing and print its reply. What the server says is escaped, so that a
// terminal does not obey it.

boost::asio::awaitable<void> print_capabilities(popline::session& session);
boost::asio::awaitable<void> print_drop_listing(popline::session& session);
boost::asio::awaitable<void> print_listing(popline::session& session, bool as_json);
boost::asio::awaitable<void> print_top(popline::session& session, popline::message_number number,
                                       std::uint32_t lines);

}  // namespace tool
