// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/error_condition.hpp>
#include <popline/export.hpp>
#include <type_traits>

namespace popline {

/// What went wrong, exactly. Most programs ask the broader `condition` instead.
enum class errc {
    // The server said no; the session goes on.
    refused = 1,            ///< `-ERR` to a command that names no message
    message_refused,        ///< `-ERR` to a command that names a message
    authentication_failed,  ///< the credentials were refused
    in_use,                 ///< `[IN-USE]`: another session holds the maildrop
    login_delay,            ///< `[LOGIN-DELAY]`: logged in again too soon
    temporary_failure,      ///< `[SYS/TEMP]`
    permanent_failure,      ///< `[SYS/PERM]`
    malformed_reply,        ///< the reply framed well but does not mean anything
    greeting_refused,       ///< the greeting was `-ERR`

    // The server broke the protocol; the session has ended.
    malformed_status = 20,  ///< a status line that is neither `+OK` nor `-ERR`
    unexpected_reply,       ///< an answer to a command whose write had not begun
    unsolicited_data,       ///< octets came while nothing was asked
    plaintext_after_stls,   ///< octets between the answer to STLS and the handshake

    // A limit of `popline::limits` was passed.
    status_line_too_long = 40,
    line_too_long,
    challenge_too_long,
    too_many_rounds,
    too_many_capabilities,
    too_many_messages,
    listing_too_large,
    message_too_large,
    too_many_commands,
    command_too_long,
    drain_limit,  ///< an abandoned reply cost more than `limits::drain_*`; the session has ended
    tls_backlog,  ///< TLS has more than 64 KiB to answer that the server does not read; the session has ended

    // A time of `popline::limits` ran out.
    timed_out = 60,  ///< the caller's own time (`within`)
    resolve_timed_out,
    connect_timed_out,
    handshake_timed_out,
    greeting_timed_out,
    reply_timed_out,
    write_timed_out,

    // The way to the server.
    resolve_failed = 80,
    connect_failed,
    closed,  ///< the server closed the connection
    io_error,
    certificate_rejected,
    handshake_failed,
    tls_failed,  ///< TLS broke after the handshake
    stls_refused,
    cleartext_refused,  ///< a login without TLS that nobody asked for by name
    handshake_closed,   ///< the server closed the connection during the TLS handshake

    // What was asked cannot be done.
    invalid_argument = 100,  ///< CR, LF or NUL in an argument, or a number out of range
    wrong_phase,             ///< the command is not legal in this phase of the session
    not_connected,
    session_closed,  ///< `close()` or the destructor ended the session
    no_mechanism,    ///< no way to log in that both sides have
    no_unique_id,
    foreign_mail,   ///< a mail of another session or connection
    not_retrieved,  ///< a message whose body did not end well cannot be marked deleted
    already_read,   ///< a message is read once

    // What became of the deletions.
    commit_refused = 120,  ///< `-ERR` to QUIT: some messages may be left
    commit_unconfirmed,    ///< nobody knows: the answer to QUIT never came

    // What became of a message that had come.
    file_failed = 140,  ///< the system would not write or place the file: `error::cause` says why
};

/// What a program decides by: `if (failure.code() == popline::condition::try_later)`.
enum class condition {
    try_later = 1,  ///< the same again may work: in use, delayed, temporary, closed, timed out, unreachable
    wrong_credentials,
    message_gone,  ///< this message cannot be had; the others can
    limit,
    tls,
    closed,
    protocol,
    timed_out,
    cancelled,
};

POPLINE_EXPORT const boost::system::error_category& error_category() noexcept;
POPLINE_EXPORT const boost::system::error_category& condition_category() noexcept;

POPLINE_EXPORT boost::system::error_code make_error_code(errc value) noexcept;
POPLINE_EXPORT boost::system::error_condition make_error_condition(condition value) noexcept;

/// `errc::commit_unconfirmed` of a QUIT that was cancelled: equal to the plain one, and to
/// `condition::cancelled` too.
POPLINE_EXPORT boost::system::error_code cancelled_commit() noexcept;

}  // namespace popline

namespace boost::system {

template <>
struct is_error_code_enum<popline::errc> : std::true_type {};

template <>
struct is_error_condition_enum<popline::condition> : std::true_type {};

}  // namespace boost::system
