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
    more,  ///< `+`: a challenge, only while a SASL exchange waits for one (RFC 5034 section 4)
};

/// Whether a `+` may come.
enum class challenges : std::uint8_t { refused, accepted };

struct status {
    sign result = sign::ok;
    std::string_view words;  ///< what follows the sign and one blank
};

/// Reads a status line without its line end; nothing if it is none (RFC 1939 section 3). Any letter case; the
/// sign must be followed by a blank or nothing.
std::optional<status> parse_status(std::string_view line, challenges plus) noexcept;

/// The registered code that the words begin with (RFC 2449, RFC 3206, RFC 6856), without what describes it
/// more closely: `SYS/TEMP` for `[sys/temp/disk]`. Empty if there is none. Nothing of it is the server's.
std::string_view registered_code(std::string_view words) noexcept;

/// What a refusal means, by its response code (RFC 2449, RFC 3206) and the command; `number` 0 names no
/// message.
errc refusal(verb v, message_number number, std::string_view words) noexcept;

}  // namespace popline::protocol
