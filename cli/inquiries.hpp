// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/session.hpp>

#include "arguments.hpp"

namespace tool {

// The commands that are a question and its answer. What they print of the server cannot steer a terminal.

boost::asio::awaitable<void> print_capabilities(popline::session& session);
boost::asio::awaitable<void> print_drop_listing(popline::session& session);
boost::asio::awaitable<void> print_listing(popline::session& session, bool as_json);
boost::asio::awaitable<void> print_top(popline::session& session, popline::message_number number,
                                       std::uint32_t lines);

/// Marks messages as deleted; says which were refused, and returns how many.
boost::asio::awaitable<int> remove(popline::session& session, std::vector<popline::message_number> numbers);

}  // namespace tool
