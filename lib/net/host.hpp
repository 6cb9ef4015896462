// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace popline::net {

/// Says why this text cannot be the host of a server. Empty if it can. The function looks up no name. Its
/// result never contains the text if a password could be in it.
std::string fault_of_host(const std::string& host);

/// The name that the certificate must contain and that is sent as SNI: the host without the final dot of an
/// absolute name (RFC 6066 section 3).
std::string certificate_name(std::string host);

}  // namespace popline::net
