// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/language.hpp>
#include <string>
#include <vector>

#include "net/connection.hpp"

namespace popline::verbs {

// UTF-8 and languages (RFC 6856).

/// Sends UTF8. If it is cancelled after a byte was sent, the caller does not know whether the server has
/// obeyed, so the session ends, as with any other barrier.
boost::asio::awaitable<void> use_utf8(std::shared_ptr<net::connection> connection);
/// Reads the lines of LANG: a tag, and after blanks the name of the language (RFC 6856 section 3).
std::vector<language> read_languages(const net::lease& held);
/// Sends LANG with a tag. Throws if the tag is not one.
boost::asio::awaitable<std::string> set_language(std::shared_ptr<net::connection> connection,
                                                 std::string tag);

}  // namespace popline::verbs
