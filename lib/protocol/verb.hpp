// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

namespace popline::protocol {

/// The commands of RFC 1939, 2449, 2595 and 5034, and two of ours: the greeting, an answer to a command of no
/// text, and a command that the user wrote himself.
enum class verb : std::uint8_t {
    greeting,
    capa,
    stls,
    user,
    pass,
    apop,
    auth,
    stat,
    list,
    uidl,
    retr,
    top,
    dele,
    noop,
    rset,
    quit,
    other,
};

/// The verb as it stands on the wire.
std::string_view name(verb v) noexcept;

}  // namespace popline::protocol
