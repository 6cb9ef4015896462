// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <string>
#include <string_view>

#include "net/channel.hpp"

namespace popline::net {

/// What the end of the stream, or an error of it, means for the session.
failure end_of_stream(const channel& on, boost::system::error_code cause);

/// Bytes that answer no command, for an error. Empty right after a login, since the server may repeat it.
std::string unsolicited_words(const channel& on, std::string_view bytes);

/// What the limit of time was reached for, while the server owed a reply.
failure reply_timed_out(const channel& on);

}  // namespace popline::net
