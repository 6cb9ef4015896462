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

/// The form of a reply. It follows from the command alone, never from the server's words (RFC 1939 section
/// 3).
enum class shape : std::uint8_t {
    status,    ///< one line
    lines,     ///< a status line, and after `+OK` lines that are kept
    body,      ///< a status line, and after `+OK` a message, which is not kept
    dialogue,  ///< status lines and `+` challenges until the owner says that it is over (RFC 5034)
};

/// Whether a command is sent alone: all replies before it are complete, and the next command waits for its
/// reply.
enum class barrier : std::uint8_t { no, yes };

/// Whether a command is written soon, or waits for the next command that is.
enum class urgency : std::uint8_t { now, rides };

/// Whether the text is overwritten in memory after it is written.
enum class secrecy : std::uint8_t { open, secret };

/// A command as it is sent, and what the scheduler must know about it.
struct command {
    std::string text;            ///< one or two lines, each with its CRLF; empty for the greeting
    std::uint64_t expected = 0;  ///< bytes of the reply that the window reserves
    message_number number = 0;   ///< 0: the command names no message
    /// Where the second line of `text` begins, such as PASS after USER. 0 if there is none, or if its reply
    /// is due.
    std::uint32_t second = 0;
    verb name = verb::other;
    shape reply = shape::status;
    barrier alone = barrier::no;
    urgency leaves = urgency::now;
    secrecy kept = secrecy::open;
    bool clean = true;  ///< no argument holds CR, LF or NUL, which would end the line

    command() = default;
    explicit command(std::string_view lines) : text(lines) {}
    command(command&&) = default;
    command(const command&) = default;
    command& operator=(command&&) = default;
    command& operator=(const command&) = default;
    ~command() {
        if (kept == secrecy::secret) wipe();
    }

    /// Appends a second line of the same exchange. `line` is empty afterwards.
    void follow(command&& line);
    /// Overwrites the lines.
    void wipe() noexcept;
};

/// Builds a command from its verb and its arguments. Command lines are built here and nowhere else.
command build(verb v, shape reply, std::string_view arguments = {});

/// Builds a line of a login. It is overwritten in memory after it is written or dropped. Its text is on the
/// heap: a short string is kept inside the object, and each move would leave a copy of it behind.
command build_secret(verb v, std::string_view arguments);
/// Builds a further line of a login, with its CRLF. It is on the heap too, and its owner overwrites it.
std::string build_secret_line(std::string_view text);

// What a trace may show of a login.

/// Stands for a secret.
inline constexpr std::string_view blank = "***";
/// The verb and the mechanism, which are no secrets.
std::string shown_command(std::string_view line);
/// The sign and a registered response code. The server may repeat the secret in the rest of the line.
std::string shown_answer(std::string_view line);

command retrieve(message_number number, std::uint64_t expected);
command top(message_number number, std::uint32_t lines, std::uint64_t expected);
command about(verb v, message_number number);  ///< DELE n, LIST n, UIDL n

/// Why the command must not be written; no error if it may be.
boost::system::error_code fault(const command& what, const limits& within) noexcept;

/// The same for a SASL continuation, which may be longer than a command (RFC 5034 section 4).
boost::system::error_code fault(std::string_view line) noexcept;

}  // namespace popline::protocol
