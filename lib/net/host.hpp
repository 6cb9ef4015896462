// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace popline::net {

/// Why this text cannot be the host of a server, in words. Empty if it can. It looks up nothing. The words
/// never contain the text if a password could be in it.
std::string fault_of_host(const std::string& host);

/// The name that the certificate must carry and that SNI sends: without the final dot of an absolute name
/// (RFC 6066 section 3).
std::string certificate_name(std::string host);

}  // namespace popline::net
