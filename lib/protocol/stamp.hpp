// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace popline::protocol {

/// The stamp in a greeting that APOP makes its digest of (RFC 1939 section 7); empty if there is none that is
/// an RFC 822 msg-id in printable ASCII: others lend themselves to guessing the password (CVE-2007-1558).
std::string_view parse_stamp(std::string_view greeting) noexcept;

}  // namespace popline::protocol
