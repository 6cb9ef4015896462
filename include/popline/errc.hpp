// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/error_condition.hpp>
#include <popline/export.hpp>
#include <type_traits>

namespace popline {

/// What went wrong, exactly. Most programs ask the broader `condition`, or `advice_for`, instead.
enum class errc {
    // The server said no; the session goes on.
    refused = 1,            ///< `-ERR` to a command that names no message
    message_refused,        ///< `-ERR` to a command that names a message
    authentication_failed,  ///< `[AUTH]`: the credentials were refused (RFC 3206)
    in_use,                 ///< `[IN-USE]`: another session holds the maildrop
    login_delay,            ///< `[LOGIN-DELAY]`: logged in again too soon
    temporary_failure,      ///< `[SYS/TEMP]`
    permanent_failure,      ///< `[SYS/PERM]`; of one message it equals `condition::message_gone`
    malformed_reply,        ///< the reply framed well but does not mean anything
    greeting_refused,       ///< the greeting was `-ERR`
    login_refused,          ///< `-ERR` to a login without a code: wrong credentials, or any other reason

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
    sink_timed_out,  ///< a command waited behind a message whose sink took nothing; the session goes on

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
    foreign_mail,     ///< a mail of another session or connection
    not_retrieved,    ///< a message whose body did not end well cannot be marked deleted
    already_read,     ///< a message is read once
    awaited_in_sink,  ///< a sink awaited a command of its own session: its answer comes after the message
    wrong_executor,  ///< `connect` runs on another executor than the session's, or on one that cannot be used

    // What became of the deletions.
    commit_refused = 120,  ///< `-ERR` to QUIT: some messages may be left
    commit_unconfirmed,    ///< the answer to QUIT never came: they may or may not be committed

    // What became of a message that had come.
    file_failed = 140,  ///< the system would not write or place the file, `error::cause` says why; or a
                        ///< `std::ostream` has failed

    // What was caught, and is none of the above.
    foreign_exception = 160,  ///< `code_of` an exception without a code: not this library's
};

/// What a program decides by: `if (failure.code() == popline::condition::try_later)`.
enum class condition {
    /// The same again may work: in use, delayed, temporary, closed, timed out, unreachable, not confirmed.
    try_later = 1,
    wrong_credentials,
    message_gone,  ///< this message cannot be had; the others can
    limit,
    tls,
    closed,
    protocol,
    timed_out,
    cancelled,
};

/// What to do about a failure.
enum class advice {
    retry_now,     ///< the connection was lost: the same may work at once, in a new session
    retry_later,   ///< the same may work, but hardly before some time has passed
    ask_a_person,  ///< somebody has to change something: a password, a setting, a limit, the server
    give_up,       ///< the same fails again: a message that cannot be had, or a mistake of the program
};

POPLINE_EXPORT const boost::system::error_category& error_category() noexcept;
POPLINE_EXPORT const boost::system::error_category& condition_category() noexcept;

POPLINE_EXPORT boost::system::error_code make_error_code(errc value) noexcept;
POPLINE_EXPORT boost::system::error_condition make_error_condition(condition value) noexcept;

/// What to do about a failure with this code. It is one of the two retries exactly if the code equals
/// `condition::try_later`. A code that is not this library's has nothing to say about the server: a person
/// has to look, unless the caller cancelled, which is `give_up`.
POPLINE_EXPORT advice advice_for(const boost::system::error_code& code) noexcept;

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
