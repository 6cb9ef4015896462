// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/secret.hpp>
#include <string_view>

namespace popline::sasl {

/// The MD5 digest of the timestamp followed by the password, in hexadecimal (RFC 1939 section 7). Throws
/// `errc::no_mechanism` where OpenSSL has no MD5.
secret apop(std::string_view stamp, const secret& password);

}  // namespace popline::sasl
