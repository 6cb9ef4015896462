// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/export.hpp>

namespace popline {

/// How the connection to the server is protected.
enum class security {
    implicit_tls,  ///< TLS from the start, on port 995 (RFC 8314)
    stls,          ///< the STLS command on port 110; without TLS there is no login (RFC 2595)
    cleartext,     ///< no TLS at all, on port 110: everyone on the network path can read password and mail
};

}  // namespace popline
