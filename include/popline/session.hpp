// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <concepts>
#include <memory>
#include <popline/capabilities.hpp>
#include <popline/commit.hpp>
#include <popline/counters.hpp>
#include <popline/credentials.hpp>
#include <popline/export.hpp>
#include <popline/listing.hpp>
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

/// Whether a command's `+OK` is followed by lines up to a lone dot.
enum class reply { single_line, multi_line };

/// What a command of the user's own was answered.
struct answer {
    std::string words;               ///< of the status line, behind `+OK`
    std::vector<std::string> lines;  ///< dot-stuffing taken off
};

/// One session with a POP3 server (RFC 1939).
///
/// Operations are coroutines, and lazy: nothing is sent before they are awaited. Those that run at the same
/// time (`co_await (session.stat() && session.capabilities())`) queue in the order in which they were
/// awaited, and are pipelined if the server can. All calls come from the session's executor, a strand if the
/// context has several threads; sessions are independent of each other. There is nothing to run, and nothing
/// is left running, except that a host name is looked up in a thread. The sessions of a process share these
/// threads. There are 64 at the most, made when they are needed; they block all signals, and end after ten
/// seconds without a name. A look-up that hangs keeps its thread until the system gives up, also if its
/// session has ended; a library that contains popline must not be unloaded before.
///
/// A coroutine that uses a session waits by `co_await` alone: while it runs the context itself, what others
/// ask of that session stands still.
///
/// If an allocation fails, the operation ends with `std::bad_alloc`, or with an `error` of
/// `not_enough_memory` and the session with it. OpenSSL does not always say that it lacked memory; it is a
/// TLS failure then.
///
/// Only an awaited `quit` commits deletions. A refusal, an exception of a sink and a cancelled operation
/// leave the session usable, as long as what is left of the reply is within `limits::drain_octets` and
/// `limits::drain_time`. I/O failure, a time-out, a server that breaks the protocol, and the cancellation
/// of connect, login or quit on their way end it: then all that is under way, and every later call, fails
/// with the first reason. A session never reconnects: make a new one. Moved, it takes what is under way
/// along, and leaves behind a session as one never connected.
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
    /// As `close`.
    ~session();

    /// Connects, TLS included, and reads the greeting. Once a session. Throws errc::invalid_argument, before
    /// anything is looked up, if the host is neither a host name nor an address; errc::resolve_failed,
    /// connect_failed, certificate_rejected, handshake_failed, stls_refused, greeting_refused and others, and
    /// the time-outs of each step, and errc::wrong_executor if it is awaited on another executor than the
    /// session's, or if that runs in several threads and is no strand. Cancelled, the session has ended. The
    /// target is copied.
    [[nodiscard]] boost::asio::awaitable<void> connect(const server& target);

    /// Logs in by the strongest mechanism both sides have: SASL PLAIN (RFC 4616) where it is offered, else
    /// USER and PASS. Requires TLS, or its absence asked for by name. Throws errc::authentication_failed
    /// if the server names the credentials as the reason, errc::login_refused if it names none, in_use,
    /// login_delay, cleartext_refused. Cancelled on its way, the session has ended.
    [[nodiscard]] boost::asio::awaitable<void> login(credentials who);
    [[nodiscard]] boost::asio::awaitable<void> login(std::string user, secret password);

    /// How many messages of how many octets there are (STAT).
    [[nodiscard]] boost::asio::awaitable<drop_listing> stat();
    /// What there is to retrieve, in the order of LIST, with unique-ids where the server gives them; LIST and
    /// UIDL leave together where the server pipelines. LIST alone decides which messages exist: a UIDL that
    /// is refused, empty or unreadable costs the ids, and `remarks` tells why. If LIST is refused, STAT is
    /// asked: an empty maildrop has no mails. Throws the refusal of LIST if there is mail,
    /// errc::malformed_reply if no line of LIST is usable, errc::too_many_messages and others past a limit.
    [[nodiscard]] boost::asio::awaitable<std::vector<mail>> mails();
    /// A mail by its number, without asking the server.
    mail numbered(message_number number) const;
    /// What was odd about the listing that `mails` read last.
    const listing_remarks& remarks() const noexcept;

    /// The messages one after the other. The mails are copied when this is called.
    template <range_of_mail Range>
    retrieval retrieve(Range&& mails) {
        return retrieve(copies(std::forward<Range>(mails)));
    }
    retrieval retrieve(std::vector<mail> mails);

    /// Their headers and so many lines of their bodies one after the other; 0 lines is the header alone.
    template <range_of_mail Range>
    retrieval top(Range&& mails, std::uint32_t lines) {
        return top(copies(std::forward<Range>(mails)), lines);
    }
    retrieval top(std::vector<mail> mails, std::uint32_t lines);

    /// Marks the messages as deleted (DELE), read or not. One that is refused does not stop the others: each
    /// mail has its outcome, in the order given. A mail that is named twice is asked for once, and both have
    /// its outcome. `message::mark_deleted` insists that the message was read.
    template <range_of_mail Range>
    [[nodiscard]] boost::asio::awaitable<std::vector<item_outcome>> remove(Range&& mails) {
        return remove(copies(std::forward<Range>(mails)));
    }
    [[nodiscard]] boost::asio::awaitable<std::vector<item_outcome>> remove(std::vector<mail> mails);

    /// Takes back all deletions of this session (RSET).
    [[nodiscard]] boost::asio::awaitable<void> reset();
    [[nodiscard]] boost::asio::awaitable<void> noop();
    /// What the server can do in this phase; asks only if that is not known.
    [[nodiscard]] boost::asio::awaitable<popline::capabilities> capabilities();
    /// A command of the user's own. It must not change the session's phase: errc::invalid_argument for those
    /// that do.
    [[nodiscard]] boost::asio::awaitable<answer> command(std::string line, reply shape = reply::single_line);

    /// Commits the deletions and ends the session (QUIT); the one way to do so. Throws errc::commit_refused
    /// if some may be left, and errc::commit_unconfirmed if the answer never came, which equals
    /// condition::cancelled if this operation was cancelled. If the session had ended before, it throws the
    /// reason, and nothing was committed.
    [[nodiscard]] boost::asio::awaitable<commit> quit();

    /// Ends the session at once. Never commits: the server forgets the deletions.
    void close() noexcept;

    boost::asio::any_io_executor get_executor() const noexcept { return executor_; }
    popline::phase phase() const noexcept;
    /// The words of the greeting.
    std::string greeting() const;
    popline::tls_facts tls_facts() const;
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
    std::shared_ptr<net::connection> line_;
};

}  // namespace popline
