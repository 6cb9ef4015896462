// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/error_condition.hpp>
#include <popline/export.hpp>
#include <type_traits>

namespace popline {

/// The exact error. Most programs compare with the broader `condition`, or call `advice_for`.
enum class errc {
    // The server refused; the session goes on.
    refused = 1,            ///< `-ERR` to a command that names no message
    message_refused,        ///< `-ERR` to a command that names a message
    authentication_failed,  ///< `[AUTH]`: the credentials were refused (RFC 3206)
    in_use,                 ///< `[IN-USE]`: another session holds the maildrop
    login_delay,            ///< `[LOGIN-DELAY]`: logged in again too soon
    temporary_failure,      ///< `[SYS/TEMP]`
    permanent_failure,      ///< `[SYS/PERM]`; of one message it equals `condition::message_gone`
    malformed_reply,        ///< the reply is complete but has no valid meaning
    greeting_refused,       ///< the greeting was `-ERR`
    /// `-ERR` to a login without a response code: wrong credentials, or any other reason.
    login_refused,

    // The server broke the protocol; the session has ended.
    malformed_status = 20,  ///< a status line that is neither `+OK` nor `-ERR`
    unexpected_reply,       ///< a reply to a command whose write had not begun
    unsolicited_data,       ///< bytes came while no command was in flight
    plaintext_after_stls,   ///< bytes came between the reply to STLS and the handshake

    // A limit of `popline::limits` was exceeded.
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
    /// An unwanted reply exceeded `limits::drain_bytes` or `limits::drain_timeout`; the session has ended.
    drain_limit,
    tls_backlog,  ///< TLS has more than 64 KiB to answer that the server does not read; the session has ended
    iteration_count,  ///< a login by SCRAM asks for too few or too many iterations; the session goes on

    // A time limit of `popline::limits` was exceeded.
    timed_out = 60,  ///< the caller's own deadline (`within`) has passed
    resolve_timed_out,
    connect_timed_out,
    handshake_timed_out,
    greeting_timed_out,
    reply_timed_out,
    write_timed_out,
    /// A command waited too long for the sink of another message, which took nothing; the session goes on.
    sink_timed_out,
    proxy_timed_out,

    // The connection.
    resolve_failed = 80,
    connect_failed,
    closed,  ///< the server closed the connection
    io_error,
    certificate_rejected,
    handshake_failed,
    tls_failed,  ///< TLS broke after the handshake
    stls_refused,
    /// A login without TLS would show the password, and the program did not call `send_in_clear`.
    cleartext_refused,
    handshake_closed,  ///< the server closed the connection during the TLS handshake
    /// In a login by SCRAM, the server did not prove that it knows the password. It may be an impostor.
    server_unproved,
    proxy_refused,    ///< the proxy refused the login, or does not allow a connection to the server
    proxy_closed,     ///< the connection to the proxy ended before it led to the server
    proxy_malformed,  ///< the proxy does not speak its protocol

    // The operation is not possible.
    invalid_argument = 100,  ///< CR, LF or NUL in an argument, or a number out of range
    wrong_phase,             ///< the command is not legal in this phase of the session
    not_connected,
    session_closed,  ///< `close()` or the destructor ended the session
    no_mechanism,    ///< client and server have no mechanism in common
    no_unique_id,
    foreign_mail,     ///< a mail belongs to another session or connection
    not_retrieved,    ///< no sink has taken the whole message, so it cannot be marked as deleted
    already_read,     ///< the message was read before; a message can be read only once
    awaited_in_sink,  ///< a sink awaited a command of its own session, whose reply comes after the message
    /// `connect` was awaited on another executor than the session's, or several threads run the session's
    /// executor and it is no strand.
    wrong_executor,

    // The commit of the deletions.
    commit_refused = 120,  ///< `-ERR` to QUIT: the server may have kept some of the messages
    commit_unconfirmed,    ///< no reply to QUIT came: the deletions may or may not be committed
    /// `leave` was awaited although the session has deleted messages, or may have; only `quit` says whether
    /// they are committed.
    deletions_pending,

    // The message came, but could not be stored.
    file_failed = 140,  ///< the system would not write or place the file, `error::cause` says why; or a
                        ///< `std::ostream` has failed

    // Only `sync` and its ledgers.
    ledger_failed = 150,  ///< the ledger cannot be read or written; `error::cause` says why
    fenced,               ///< a later run has taken over this account in the ledger
    /// 90 % of the unique-ids that were left on the server are replaced by others.
    unique_ids_replaced,

    // An exception that is not from this library.
    foreign_exception = 160,  ///< returned by `code_of` if the exception has no error code
};

/// A class of errors, for decisions of a program: `if (failure.code() == popline::condition::try_later)`.
enum class condition {
    /// Another try may succeed: the maildrop was in use, the login came too soon, the failure was temporary,
    /// the connection was closed or timed out, the server was unreachable, or the commit was not confirmed.
    try_later = 1,
    wrong_credentials,
    message_gone,  ///< the server does not give this message; the others are not affected
    limit,
    tls,
    closed,
    protocol,
    timed_out,
    cancelled,
};

/// What to do about a failure.
enum class advice {
    retry_now,     ///< the connection ended: another try in a new session may succeed at once
    retry_later,   ///< another try may succeed after some time
    ask_a_person,  ///< a person must change a password, a setting, a limit or the server
    give_up,       ///< another try fails again: the message is gone, or the program has a mistake
};

POPLINE_EXPORT const boost::system::error_category& error_category() noexcept;
POPLINE_EXPORT const boost::system::error_category& condition_category() noexcept;

POPLINE_EXPORT boost::system::error_code make_error_code(errc value) noexcept;
POPLINE_EXPORT boost::system::error_condition make_error_condition(condition value) noexcept;

/// What to do about a failure with this code. The result is `retry_now` or `retry_later` exactly if the code
/// equals `condition::try_later`. For a code of another library it is `ask_a_person`, or `give_up` if that
/// code says that the caller cancelled.
POPLINE_EXPORT advice advice_for(const boost::system::error_code& code) noexcept;

/// The code of a QUIT that was cancelled. It equals `errc::commit_unconfirmed` and `condition::cancelled`.
POPLINE_EXPORT boost::system::error_code cancelled_commit() noexcept;

}  // namespace popline

namespace boost::system {

template <>
struct is_error_code_enum<popline::errc> : std::true_type {};

template <>
struct is_error_condition_enum<popline::condition> : std::true_type {};

}  // namespace boost::system
