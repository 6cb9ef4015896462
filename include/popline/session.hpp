// SPDX-License-Identifier: BSL-1.0
// Longer than 250 lines: it has every operation of a session, with its documentation.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <concepts>
#include <memory>
#include <popline/batch_result.hpp>
#include <popline/capabilities.hpp>
#include <popline/command_reply.hpp>
#include <popline/connected_socket.hpp>
#include <popline/counters.hpp>
#include <popline/credentials.hpp>
#include <popline/export.hpp>
#include <popline/keep_alive.hpp>
#include <popline/language.hpp>
#include <popline/listing.hpp>
#include <popline/login_facts.hpp>
#include <popline/mail.hpp>
#include <popline/outcome.hpp>
#include <popline/phase.hpp>
#include <popline/retrieval.hpp>
#include <popline/server.hpp>
#include <popline/tls.hpp>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

namespace popline {

namespace net {
class connection;
}

template <class Range>
concept range_of_mail =
    std::ranges::input_range<Range> && std::convertible_to<std::ranges::range_reference_t<Range>, mail>;

namespace detail {
/// A compiler shows this text if one mail is given to an operation that takes several mails.
struct give_a_range_of_mails_or_call_the_member_of_the_mail;
}  // namespace detail

/// One session with a POP3 server (RFC 1939).
///
/// Operations are lazy coroutines: nothing is sent before they are awaited.
///
/// Order: operations that run at the same time (`co_await (session.stat() && session.capabilities())`) are
/// sent in the order in which they were awaited. They are pipelined if the server allows it.
///
/// Executor and threads: make all calls on the executor of the session, which must be a strand if its
/// context has several threads. Sessions are independent of each other. There is no background task, with
/// one exception: threads look up host names. The sessions of a process share these threads. There are at
/// most 64; they block all signals, and end after ten seconds without a name. A look-up that hangs keeps its
/// thread until the system gives up, even if its session has ended. Do not unload a library that contains
/// popline before that. A coroutine that uses a session must wait only by `co_await`: if it runs the context
/// itself, other operations of the session do not go on.
///
/// Deletions: only an awaited `quit` commits them. `leave` refuses to send QUIT while there are any.
///
/// What ends the session: I/O failure, a time-out, a server that breaks the protocol, and the cancellation
/// of connect, login, utf8, quit or leave in flight. All pending operations and all later calls then fail
/// with the first reason. A refusal, an exception of a sink and any other cancellation leave the session
/// usable, if the rest of the reply is within `limits::drain_bytes` and `limits::drain_timeout`. A session
/// never reconnects: make a new one. A session that was moved from can be used like a new one; pending
/// operations belong to the session that it was moved to.
///
/// Throws: operations throw `popline::error`, and `std::bad_alloc` if no memory is left, which may end the
/// session. OpenSSL does not always report that it lacks memory; the error is then a TLS failure.
///
/// Cancellation: terminal and partial cancellation end an operation at once. Total cancellation ends it only
/// while its command has not been sent. The reply to a command in flight is read to its end and discarded;
/// the server may have obeyed the command.
class POPLINE_EXPORT session {
  public:
    using executor_type = boost::asio::any_io_executor;

    explicit session(boost::asio::any_io_executor executor);
    template <class Context>
    requires requires(Context& context) {
        { context.get_executor() } -> std::convertible_to<boost::asio::any_io_executor>;
    }
    explicit session(Context& context) : session(boost::asio::any_io_executor(context.get_executor())) {}

    session(session&& other) noexcept;
    session& operator=(session&& other) noexcept;
    /// Closes the session, as `close` does. QUIT is not sent, and nothing is committed.
    ~session();

    /// Looks up the host, connects, starts TLS as `server::security` says, and reads the greeting.
    /// Requires: `connect` was not called before on this session.
    /// Completes when the server has accepted the session.
    /// Throws errc::invalid_argument, before the look-up, if the host is neither a name nor an address;
    /// errc::wrong_executor if it is awaited on another executor than that of the session, or if that runs
    /// in several threads and is no strand; errc::resolve_failed, connect_failed, proxy_refused,
    /// proxy_closed, proxy_malformed, certificate_rejected, handshake_failed, stls_refused,
    /// plaintext_after_stls, greeting_refused, in_use, login_delay, temporary_failure, permanent_failure, and
    /// the time-out of each step.
    /// Cancellation of any kind ends the session.
    /// Lifetime: the target is copied.
    [[nodiscard]] boost::asio::awaitable<void> connect(const server& target);
    /// Does the same over a socket that is connected already. The socket takes the place of the connection
    /// to the server, or to its proxy if it has one. The host is then only the name that the certificate
    /// must contain; without TLS it may be empty.
    /// Requires: no other user of the socket.
    /// Throws as above, and errc::invalid_argument if the socket is no connected stream socket. If the
    /// server refuses ALPN, there is no second try: see `server::alpn`.
    /// Cancellation of any kind ends the session.
    /// Lifetime: the target is copied. The session owns the socket, and closes it when it ends.
    [[nodiscard]] boost::asio::awaitable<void> connect(const server& target, connected_socket through);

    /// Logs in by the strongest mechanism that both sides have; docs/logins.md shows the order. If the server
    /// refuses a mechanism and not the user (syntax, unknown, cancelled), the mechanism is tried once with
    /// its first response elsewhere, and then the next one. A refusal of the user, and one without a known
    /// reason, ends the login: no second password is sent.
    /// Requires: phase::authorization, and TLS unless the credentials allow the login without it.
    /// Completes when the server has accepted the login and, in SCRAM, has proved that it knows the
    /// password.
    /// Throws errc::authentication_failed if the server names the credentials as the reason;
    /// errc::login_refused if it names none; errc::no_mechanism if it has none of these ways;
    /// errc::server_unproved, iteration_count, in_use, login_delay, temporary_failure, permanent_failure,
    /// cleartext_refused, too_many_rounds, invalid_argument; and what a token provider or a mechanism of the
    /// program throws.
    /// Cancellation ends the session once a byte of the login was sent.
    /// Lifetime: the password is overwritten in memory when the login has ended, unless the caller holds a
    /// copy of the credentials.
    [[nodiscard]] boost::asio::awaitable<void> login(credentials who);
    [[nodiscard]] boost::asio::awaitable<void> login(std::string user, secret password);

    /// Logs in as `login` does, and returns all messages as `mails` does. With `server::eager`, the commands
    /// leave together if the server allows it: one round trip less. If the login is refused, the replies to
    /// LIST and UIDL are discarded, and the login goes on as without `eager`. If the server refuses LIST or
    /// UIDL, both are sent once more after the login.
    /// Requires: phase::authorization, and TLS unless the credentials allow the login without it.
    /// Completes when the server has accepted the login and the listing has come.
    /// Throws what `login` and `mails` throw: if the phase is then phase::transaction, the login succeeded.
    /// If the server answers AUTH by a challenge after LIST was sent with it, throws errc::malformed_status,
    /// and the session ends. `login_facts::takes_eager` says what that showed of the server.
    /// Cancellation ends the session once a byte of the login was sent.
    /// Lifetime: as that of `login`.
    [[nodiscard]] boost::asio::awaitable<std::vector<mail>> login_and_list(credentials who);

    /// Asks how many messages there are, and how many octets they have (STAT, RFC 1939 section 5).
    /// Requires: phase::transaction.
    /// Throws errc::refused, malformed_reply.
    /// Cancellation leaves the session usable.
    [[nodiscard]] boost::asio::awaitable<drop_listing> stat();
    /// Returns all messages of the maildrop, in the order of LIST, with their unique-ids if the server has
    /// them. LIST and UIDL are sent together if the server allows pipelining. LIST alone decides which
    /// messages exist: if UIDL is refused, empty or malformed, the mails have no ids, and `remarks` says
    /// why. If LIST is refused, STAT tells whether the maildrop is empty.
    /// Requires: phase::transaction.
    /// Throws the refusal of LIST if there is mail; errc::malformed_reply if no line of LIST is usable;
    /// errc::too_many_messages or listing_too_large, which end the session.
    /// Cancellation leaves the session usable; no listing is kept.
    [[nodiscard]] boost::asio::awaitable<std::vector<mail>> mails();
    /// Makes a mail from its number. The server is not asked whether the message exists.
    /// Throws errc::invalid_argument if the number is not between 1 and 2^31-1.
    mail numbered(message_number number) const;
    /// What was irregular in the listing that `mails` read last.
    /// Lifetime: the reference is valid as long as the session; the next call of `mails` changes the value.
    const listing_remarks& remarks() const noexcept POPLINE_LIFETIMEBOUND;

    /// Retrieves the messages one after the other, while the next ones are in flight: see `retrieval`.
    /// Nothing is sent before its first `next()`.
    /// Lifetime: the mails are copied when this is called.
    template <range_of_mail Range>
    retrieval retrieve(Range&& mails) {
        return retrieve(copies(std::forward<Range>(mails)));
    }
    retrieval retrieve(std::vector<mail> mails);
    template <std::same_as<mail> One,
              class Why = detail::give_a_range_of_mails_or_call_the_member_of_the_mail>
    retrieval retrieve(const One& one) = delete;

    /// Like `retrieve`, for the headers and this many lines of each body (TOP); 0 lines: headers only.
    template <range_of_mail Range>
    retrieval top(Range&& mails, std::uint32_t lines) {
        return top(copies(std::forward<Range>(mails)), lines);
    }
    retrieval top(std::vector<mail> mails, std::uint32_t lines);
    template <std::same_as<mail> One,
              class Why = detail::give_a_range_of_mails_or_call_the_member_of_the_mail>
    retrieval top(const One& one, std::uint32_t lines) = delete;

    /// Marks the messages as deleted (DELE), whether they were read or not; `quit` commits that.
    /// `message::mark_deleted` is for a message that must have been read. To mark one mail, use
    /// `mail::remove`.
    /// Requires: phase::transaction.
    /// Completes with the number of marked mails, and the outcome of each other mail, in their order. A
    /// refusal does not stop the batch. If the connection ends, the outcomes say what is known. A mail that
    /// is named twice is sent once, but counts twice in the result.
    /// Throws errc::foreign_mail, before anything is sent, if a mail belongs to another session.
    /// Cancellation of the terminal or partial kind ends the batch at once: the server may obey the DELEs
    /// that were sent; the others are not sent. Total cancellation ends the batch only while the command
    /// that it waits for was not sent. The outcomes are lost, so end the session by `close` if the deletions
    /// are not wanted.
    /// Lifetime: the mails are copied.
    template <range_of_mail Range>
    [[nodiscard]] boost::asio::awaitable<batch_result> remove(Range&& mails) {
        return remove(copies(std::forward<Range>(mails)));
    }
    [[nodiscard]] boost::asio::awaitable<batch_result> remove(std::vector<mail> mails);
    template <std::same_as<mail> One,
              class Why = detail::give_a_range_of_mails_or_call_the_member_of_the_mail>
    boost::asio::awaitable<batch_result> remove(const One& one) = delete;

    /// Removes all deletion marks of this session (RSET).
    /// Requires: phase::transaction.
    /// Throws errc::refused.
    /// Cancellation leaves the session usable; the server may have obeyed.
    [[nodiscard]] boost::asio::awaitable<void> reset();
    /// Sends a command that does nothing, and waits for its reply (NOOP).
    /// Requires: phase::transaction.
    /// Throws errc::refused.
    /// Cancellation leaves the session usable.
    [[nodiscard]] boost::asio::awaitable<void> noop();
    /// Returns the capabilities of the server (CAPA, RFC 2449). Asks only if they are unknown in this phase.
    /// Requires: a connection.
    /// Completes with no capabilities if the server refuses CAPA.
    /// Throws errc::too_many_capabilities, which ends the session.
    /// Cancellation leaves the session usable.
    [[nodiscard]] boost::asio::awaitable<popline::capabilities> capabilities();
    /// Makes the server send messages with UTF-8 in their headers as they are (UTF8, RFC 6856 section 2).
    /// Otherwise it may replace such messages, or refuse them with `[UTF8]`.
    /// Requires: phase::authorization, so before `login`. See `capabilities::utf8`, too.
    /// Completes when the server has agreed.
    /// Throws errc::refused; errc::wrong_phase after the login.
    /// Cancellation ends the session once a byte of the command was sent.
    [[nodiscard]] boost::asio::awaitable<void> utf8();
    /// Asks in which languages the server can write its replies (LANG, RFC 6856 section 3).
    /// Requires: a connection.
    /// Completes with the languages in the order of the server. Lines without a tag are left out.
    /// Throws errc::refused.
    /// Cancellation leaves the session usable.
    [[nodiscard]] boost::asio::awaitable<std::vector<popline::language>> languages();
    /// Makes the server write its replies in this language; `*` is the one that the server prefers.
    /// Requires: a connection.
    /// Completes with the tag of the language that the server chose; empty if it names none.
    /// Throws errc::refused if the server lacks the language; errc::invalid_argument, before anything is
    /// sent, if the text is neither `*` nor made of letters, digits and hyphens.
    /// Cancellation leaves the session usable; the server may have obeyed.
    [[nodiscard]] boost::asio::awaitable<std::string> language(std::string tag);
    /// Sends a command for which there is no operation, and returns its reply.
    /// Requires: a connection.
    /// Throws errc::invalid_argument for STLS, USER, PASS, APOP, AUTH, QUIT and UTF8, which change the state
    /// of the session; errc::refused, command_too_long, line_too_long.
    /// Cancellation leaves the session usable; the server may have obeyed.
    [[nodiscard]] boost::asio::awaitable<command_reply> command(std::string line,
                                                                reply_shape shape = reply_shape::single_line);

    /// Commits the deletions and ends the session (QUIT). Nothing else commits them. If no message is
    /// marked as deleted, QUIT is not needed; without it, the server sees that the connection was closed.
    /// Requires: a connection.
    /// Completes with the number of messages that are now deleted. `batch_result::failed` has the messages
    /// that the server refused to delete, if no coroutine awaited the reply: those of
    /// `message::mark_deleted`, and of a `remove` that was cancelled. They are still in the maildrop.
    /// Throws errc::commit_refused if some deletions may not be committed; errc::commit_unconfirmed if no
    /// reply came. If the session had ended before, it throws the reason, and nothing is committed.
    /// Cancellation ends the session. Before QUIT is sent, nothing is committed. After that, the operation
    /// throws errc::commit_unconfirmed, which also equals condition::cancelled.
    [[nodiscard]] boost::asio::awaitable<batch_result> quit();

    /// Keeps the session alive while it is idle, as long as the returned object exists: see
    /// `popline::keep_alive`.
    /// Requires: the session was not moved from; otherwise the object does nothing.
    /// Throws an `error` if the system has no timer.
    [[nodiscard]] popline::keep_alive keep_alive();

    /// Sends QUIT and ends the session, without waiting for the reply: one round trip less than `quit`. The
    /// server then releases the maildrop at once, which it may not do after `close`.
    /// Requires: a connection, and no deletions: `quit` alone says what became of them.
    /// Completes when QUIT is sent, and the connection is closed. Nothing tells whether the server has
    /// received it.
    /// Throws errc::deletions_pending, and leaves the session usable, if a message is marked as deleted or
    /// may be: also if a DELE is queued, in flight, or was cancelled in flight; errc::write_timed_out after
    /// `limits::leave_timeout`. If the session had ended before, it throws the reason.
    /// Cancellation leaves the session usable before QUIT is sent. After that, it ends the session.
    [[nodiscard]] boost::asio::awaitable<void> leave();

    /// Ends the session at once, and commits nothing. Pending operations fail with errc::session_closed.
    void close() noexcept;

    boost::asio::any_io_executor get_executor() const noexcept { return executor_; }
    popline::phase phase() const noexcept;
    /// Whether `connect` was called and the session has not ended since. If the server closes the connection
    /// while no operation runs, this changes only at the next operation, or at once if the session is kept
    /// alive.
    bool is_open() const noexcept;
    /// The text of the greeting.
    std::string greeting() const;
    /// What the TLS handshake agreed on. Empty before its end, and without TLS.
    popline::tls_facts tls_facts() const;
    /// How the session logged in. Empty before the login, except `login_facts::takes_eager`.
    popline::login_facts login_facts() const;
    popline::counters counters() const noexcept;

  private:
    template <class Range>
    static std::vector<mail> copies(Range&& mails) {
        std::vector<mail> made;
        if constexpr (std::ranges::sized_range<Range>) made.reserve(std::ranges::size(mails));
        for (auto&& one : mails)
            made.push_back(one);
        return made;
    }

    boost::asio::any_io_executor executor_;
    std::shared_ptr<net::connection> connection_;
};

}  // namespace popline
