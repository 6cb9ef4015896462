// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <popline/limits.hpp>
#include <popline/listing.hpp>
#include <string>
#include <string_view>

#include "protocol/verb.hpp"

namespace popline::protocol {

/// What a reply looks like; known from the command alone, never from the server's words (RFC 1939 section 3).
enum class shape : std::uint8_t {
    status,    ///< one line
    lines,     ///< a status line, and after `+OK` lines that are kept
    body,      ///< a status line, and after `+OK` a message that streams
    dialogue,  ///< status lines and `+` challenges until the owner says that it is over (RFC 5034)
};

/// Whether a command travels alone: nothing unanswered before it, nothing behind it until it ended.
enum class barrier : std::uint8_t { no, yes };

/// Whether a command is reason enough for a write, or leaves with the next one that is.
enum class urgency : std::uint8_t { now, rides };

/// Whether the text is overwritten as soon as it was written.
enum class secrecy : std::uint8_t { open, secret };

/// A command as it goes on the wire, and all that the scheduler must know of it.
struct command {
    std::string text;  ///< ends in its one CRLF; empty for the greeting
    std::string second;  ///< a line of the same exchange that leaves in the same write: PASS behind USER
    verb name = verb::other;
    shape reply = shape::status;
    barrier alone = barrier::no;
    urgency leaves = urgency::now;
    secrecy kept = secrecy::open;
    message_number number = 0;   ///< 0: names no message
    std::uint64_t expected = 0;  ///< octets of the reply that the window reserves

    /// Overwrites the lines.
    void wipe() noexcept;
};

/// A command of a verb and what follows it, if anything; the one place where command lines are built.
command build(verb v, shape reply, std::string_view arguments = {});

command retrieve(message_number number, std::uint64_t expected);
command top(message_number number, std::uint32_t lines, std::uint64_t expected);
command about(verb v, message_number number);  ///< DELE n, LIST n, UIDL n

/// Nothing if the command may be written; else why not, before a single octet was.
boost::system::error_code fault(const command& what, const limits& within) noexcept;

/// The same for a line that has no command's limit: a SASL continuation (RFC 5034 section 4).
boost::system::error_code fault(std::string_view line) noexcept;

}  // namespace popline::protocol
