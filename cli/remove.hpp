// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/session.hpp>

#include "arguments.hpp"

namespace tool {

/// Marks the messages that the user named as deleted, each once. In a dry run it only says which messages it
/// would delete. If `--expect-id` is given and another message has the number, or if several messages share a
/// unique-id that the user named, it marks none. Returns the number of failures; each has its line on the
/// standard error.
boost::asio::awaitable<int> remove(popline::session& session, const arguments& given);

}  // namespace tool
