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
    std::string text;            ///< a line or two, each ending in its one CRLF; empty for the greeting
    std::uint64_t expected = 0;  ///< octets of the reply that the window reserves
    message_number number = 0;   ///< 0: names no message
    /// Where a line begins that leaves in the same write, as PASS behind USER, until its reply is due; or 0.
    std::uint32_t second = 0;
    verb name = verb::other;
    shape reply = shape::status;
    barrier alone = barrier::no;
    urgency leaves = urgency::now;
    secrecy kept = secrecy::open;
    bool clean = true;  ///< no argument holds what would end the line: CR, LF or NUL

    command() = default;
    explicit command(std::string_view lines) : text(lines) {}
    command(command&&) = default;
    command(const command&) = default;
    command& operator=(command&&) = default;
    command& operator=(const command&) = default;
    ~command() {
        if (kept == secrecy::secret) wipe();
    }

    /// A line of the same exchange behind the first, which `line` no longer holds then.
    void follow(command&& line);
    /// Overwrites the lines.
    void wipe() noexcept;
};

/// A command of a verb and what follows it, if anything; the one place where command lines are built.
command build(verb v, shape reply, std::string_view arguments = {});

/// A line of a login: overwritten as soon as it was written, or will not be. It has memory of its own, since
/// the place of a short string would keep a copy wherever it is moved from.
command build_secret(verb v, std::string_view arguments);
/// A further line of its dialogue, with its CRLF; kept in the same way, but for its owner to wipe.
std::string build_secret_line(std::string_view text);

// What a trace may show of a login.

/// In place of what is secret.
inline constexpr std::string_view blank = "***";
/// The verb, and the mechanism, which is no secret.
std::string shown_command(std::string_view line);
/// The sign, and a registered response code; all else of the line may be what the login said.
std::string shown_answer(std::string_view line);

command retrieve(message_number number, std::uint64_t expected);
command top(message_number number, std::uint32_t lines, std::uint64_t expected);
command about(verb v, message_number number);  ///< DELE n, LIST n, UIDL n

/// Nothing if the command may be written; else why not, before a single octet was.
boost::system::error_code fault(const command& what, const limits& within) noexcept;

/// The same for a line that has no command's limit: a SASL continuation (RFC 5034 section 4).
boost::system::error_code fault(std::string_view line) noexcept;

}  // namespace popline::protocol
