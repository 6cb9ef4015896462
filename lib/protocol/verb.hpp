// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

namespace popline::protocol {

/// The commands of RFC 1939, 2449, 2595, 5034 and 6856, and two verbs of popline: `greeting`, whose reply
/// comes without a command, and `other`, a command that the user wrote.
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
    utf8,
    lang,
    other,
};

/// The verb as it is sent to the server.
std::string_view name(verb v) noexcept;

}  // namespace popline::protocol
