// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <popline/errc.hpp>
#include <popline/listing.hpp>
#include <string_view>

#include "protocol/verb.hpp"

namespace popline::protocol {

enum class sign : std::uint8_t {
    ok,    ///< `+OK`
    err,   ///< `-ERR`
    more,  ///< `+`: a challenge; legal only during a SASL exchange (RFC 5034 section 4)
};

/// Whether a `+` line is legal now.
enum class challenges : std::uint8_t { refused, accepted };

struct status {
    sign result = sign::ok;
    std::string_view words;  ///< the text after the sign and one blank
};

/// Parses a status line, without its line end (RFC 1939 section 3). Returns nothing if the line is no status
/// line. Letter case does not matter. A blank or the end of the line must follow the sign.
std::optional<status> parse_status(std::string_view line, challenges plus) noexcept;

/// The registered response code at the beginning of the words (RFC 2449, RFC 3206, RFC 6856), without
/// further levels: `SYS/TEMP` for `[sys/temp/disk]`. Empty if there is none. The result is a constant of
/// popline and not a copy of the server's text, so it contains no secret.
std::string_view registered_code(std::string_view words) noexcept;

/// What a refusal means. It depends on the response code (RFC 2449, RFC 3206) and on the command. `number` is
/// 0 if the command names no message.
errc refusal(verb v, message_number number, std::string_view words) noexcept;

}  // namespace popline::protocol
