// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace popline::protocol {

/// The timestamp in a greeting, from which APOP computes its digest (RFC 1939 section 7). It must be an RFC
/// 822 msg-id in printable ASCII, because other text helps an attacker to guess the password
/// (CVE-2007-1558). Empty if there is none.
std::string_view parse_stamp(std::string_view greeting) noexcept;

}  // namespace popline::protocol
