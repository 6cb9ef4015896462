// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace popline::values {

/// Throws errc::invalid_argument. The detail begins with "the URL". The reason never contains a part of the
/// URL, because that may be a password.
[[noreturn]] void refuse_url(const std::string& why);

/// The scheme in small letters. The text is then what follows `://`. Throws if there is no `://`.
std::string take_scheme(std::string_view& text);

/// Each `%` with two hexadecimal digits is a byte (RFC 3986 section 2.1). Throws if the digits are missing,
/// or if a byte is a control character.
std::string percent_decoded(std::string_view text);

/// What is between `://` and the end (RFC 3986 section 3.2).
struct authority {
    /// What is before the last `@`, still encoded. That may contain a password.
    std::string_view user_part;
    bool has_user_part = false;
    std::string host;        ///< without brackets
    std::uint16_t port = 0;  ///< 0 if there is none
};

/// Parses what follows `://`: no path but a single `/`, no query, no fragment. Throws on anything else.
authority parse_authority(std::string_view text);

}  // namespace popline::values
