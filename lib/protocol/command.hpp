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
    status,  ///< one line
    lines,   ///< a status line; after `+OK` also lines, which are kept
    body,    ///< a status line; after `+OK` also a message, which is not kept
    /// Status lines and `+` challenges, until the owner says that the exchange is over (RFC 5034).
    dialogue,
    /// One line that is not waited for: the connection ends as soon as the command is written.
    unawaited,
};

/// Whether a command is sent alone: it waits until all replies before it are complete, and the next command
/// waits for its reply.
enum class barrier : std::uint8_t {
    no,
    yes,
    leads,    ///< as `yes`, but commands with `follows` are sent without waiting for its reply
    follows,  ///< as `no`, but it may be sent right after a command with `leads`
};
inline bool is_alone(barrier kind) noexcept {
    return kind == barrier::yes || kind == barrier::leads;
}

/// `now`: the command is written soon. `rides`: it waits until a command with `now` is written.
enum class urgency : std::uint8_t { now, rides };

/// Whether the text of a command is overwritten in memory after it is written.
enum class secrecy : std::uint8_t { open, secret };

/// A command as it is sent, and what the pipeline must know about it.
struct command {
    std::string text;            ///< one or two lines, each with its CRLF; empty for the greeting
    std::uint64_t expected = 0;  ///< bytes that the window reserves for the reply
    message_number number = 0;   ///< 0 if the command names no message
    /// Offset of the second line in `text`, for example of PASS after USER. 0 if there is no second line, or
    /// if its reply is due.
    std::uint32_t second = 0;
    verb name = verb::other;
    shape reply = shape::status;
    barrier alone = barrier::no;
    urgency leaves = urgency::now;
    secrecy kept = secrecy::open;
    bool clean = true;  ///< true if no argument contains CR, LF or NUL, which would end the line

    command() = default;
    explicit command(std::string_view lines) : text(lines) {}
    command(command&&) = default;
    command(const command&) = default;
    command& operator=(command&&) = default;
    command& operator=(const command&) = default;
    ~command() {
        if (kept == secrecy::secret) wipe();
    }

    /// Appends a second line to this command. `line` is empty afterwards.
    void follow(command&& line);
    /// Overwrites the text in memory.
    void wipe() noexcept;
};

/// Builds a command from its verb and its arguments. Command lines are built here and nowhere else.
command build(verb v, shape reply, std::string_view arguments = {});

/// Builds a command of a login, whose text is overwritten in memory after it is written or dropped. The text
/// is always on the heap: a short string is kept inside the object, so each move would leave a copy.
command build_secret(verb v, std::string_view arguments);
/// Builds a further line of a login, with its CRLF. The text is always on the heap, and its owner must
/// overwrite it.
std::string build_secret_line(std::string_view text);

// What a trace may show of a login.

/// A trace shows this text instead of a secret.
inline constexpr std::string_view blank = "***";
/// The part of a command that a trace may show: the verb and the mechanism.
std::string shown_command(std::string_view line);
/// The part of a status line that a trace may show: the sign and a registered response code. The server may
/// repeat the secret in the rest of the line.
std::string shown_answer(std::string_view line);

command retrieve(message_number number, std::uint64_t expected);
command top(message_number number, std::uint32_t lines, std::uint64_t expected);
command about(verb v, message_number number);  ///< for DELE n, LIST n, UIDL n

/// The verb of the command if it is DELE or RSET, also if the user wrote the line (`verb::other`). Otherwise
/// `command::name`.
verb marking_verb(const command& what) noexcept;

/// Why the command must not be written; no error if it may be.
boost::system::error_code fault(const command& what, const limits& within) noexcept;

/// Why a line of a SASL exchange must not be written; no error if it may be. The length is not checked: the
/// line may be longer than a command (RFC 5034 section 4).
boost::system::error_code fault(std::string_view line) noexcept;

}  // namespace popline::protocol
