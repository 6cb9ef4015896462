// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <string>
#include <string_view>

#include "net/channel.hpp"

namespace popline::net {

/// The failure that the session ends with, after the stream ended or failed with `cause`.
failure end_of_stream(const channel& on, boost::system::error_code cause);

/// A text for an error about bytes that answer no command. Empty right after a login, because such bytes
/// could then repeat the password.
std::string unsolicited_words(const channel& on, std::string_view bytes);

/// The failure for a reply that did not come in time: which limit was reached, and for which command.
failure reply_timed_out(const channel& on);

}  // namespace popline::net
