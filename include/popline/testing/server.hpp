// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <popline/export.hpp>
#include <popline/testing/counts.hpp>
#include <popline/testing/options.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace popline::testing {

namespace detail {
class post_office;
}

/// A POP3 server for the tests of whatever collects mail, inside the process, on the caller's executor.
///
/// It listens from construction on 127.0.0.1, on two ports (one in clear with STLS, one with TLS from the
/// start) and has one user, "user" with the password "secret". It speaks RFC 1939 (APOP if asked for), 2449
/// (CAPA, PIPELINING, RESP-CODES), 2595 (STLS), 3206 and 5034 (AUTH PLAIN), and shares no code with the
/// client.
///
/// A test puts mail in (`add`, `fill`, `generate`), lets its collector loose on `port()`, and looks at what
/// is left (`messages`), at what was said (`transcript`) and at how often (`counts`). It breaks the server in
/// one way or several (the faults below), sees the collector fail as it should, calls `heal()`, and sees that
/// nothing was lost or fetched twice.
///
/// Every function may be called from any thread at any time; the executor may run on many threads. Destroying
/// the server closes its sockets; the handlers that this completes do nothing. The execution context may be
/// destroyed first.
class POPLINE_EXPORT server {
  public:
    using duration = std::chrono::steady_clock::duration;

    /// Throws boost::system::system_error when a port of `settings` is taken.
    explicit server(boost::asio::any_io_executor executor, options settings = {});
    ~server();
    server(server&&) noexcept = default;
    server& operator=(server&&) noexcept;

    std::uint16_t port() const;
    std::uint16_t tls_port() const;
    /// The authority that signed the certificate for localhost, 127.0.0.1 and ::1: a client's CA file. One a
    /// process.
    std::string certificate_pem() const;

    /// Puts a message into the maildrop of "user"; without an id it is given one. A session that is logged in
    /// does not see it (RFC 1939 section 4: the maildrop is locked).
    server& add(std::string_view message, std::string unique_id = {});
    server& add_for(std::string_view user, std::string_view message, std::string unique_id = {});
    /// Puts in `count` copies of a message, each with an id of its own, that share their octets.
    server& fill(std::size_t count, std::string_view message);
    /// Puts in `count` messages of `octets` octets (256 at least), each another one and made when it is asked
    /// for: a million of them take eight octets each, whatever their size. (A reply that a delay or a stall
    /// holds back is there as a whole.)
    server& generate(std::size_t count, std::size_t octets);
    /// What generate() made of the message that was put into a maildrop as number `number`, counted from 1
    /// over all that were: the same octets in each process.
    static std::string generated_message(std::size_t number, std::size_t octets);
    /// Makes a user, or gives one a new password.
    server& user(std::string name, std::string password);

    /// What the maildrop holds now, octet for octet as added.
    std::vector<std::string> messages(std::string_view user = "user") const;
    std::vector<std::string> unique_ids(std::string_view user = "user") const;
    /// Whether a session has the maildrop.
    bool locked(std::string_view user = "user") const;

    testing::counts counts() const;
    /// The lines that a session sent, without CRLF, passwords included; sessions count from 0. Lines past the
    /// first 64 KiB of a session and past the first 4,096 sessions are not kept.
    std::vector<std::string> transcript(std::size_t session) const;
    /// Those of the session that was accepted last.
    std::vector<std::string> transcript() const;

    /// \name Faults
    /// They hold for sessions now open and to come, until heal(). Octets are those on the wire, TLS included,
    /// counted for each session from its first. Message numbers are those of the protocol, and 0 is each.
    /// \{
    /// Each batch of replies leaves that much later and does not hold up the next: a long link, not a slow
    /// server.
    server& delay(duration later);
    /// Answers `verb` for message `number` (0: always) with "-ERR text" and does nothing else. A text that
    /// begins with "[SYS/TEMP] ", "[SYS/PERM] ", "[IN-USE] ", "[AUTH] " or "[LOGIN-DELAY] " carries that
    /// response code (RFC 2449 section 8, RFC 3206).
    server& refuse(std::string verb, std::size_t number, std::string text);
    /// Answers the `nth` `verb` (1: the next) with "-ERR text", once; counted from now on over all sessions,
    /// so that a second try, also by another session, succeeds.
    server& refuse_nth(std::string verb, std::size_t nth, std::string text);
    /// Ends the stream, without a TLS close_notify, when so many octets have been sent.
    server& close_after(std::uint64_t octets);
    /// Ends the stream so at QUIT, without an answer, and deletes nothing.
    server& drop_before_commit();
    /// Ends the stream so at QUIT, without an answer, when all marked messages are deleted: the client cannot
    /// know.
    server& drop_after_commit();
    /// Sends so many octets and then no more, but reads on.
    server& stall_after(std::uint64_t octets);
    /// Writes at most so many octets at once; 1 splits every octet from the next.
    server& split(std::size_t octets);
    /// Accepts and says nothing at all.
    server& silent();
    /// Obeys the first line of each read and drops what came behind it, whatever CAPA announces.
    server& break_pipelining();
    /// STAT says this, whatever is there.
    server& lie_in_stat(std::size_t messages, std::uint64_t octets);
    /// LIST says that a message has so many octets; RETR sends what it has.
    server& lie_in_list(std::size_t number, std::uint64_t octets);
    /// RETR's "+OK n octets" says so of a message; what follows is the whole message all the same.
    server& lie_in_retr(std::size_t number, std::uint64_t octets);
    /// LIST and UIDL without a number leave a message out, while STAT counts it and RETR sends it.
    server& leave_out(std::size_t number);
    server& heal();
    /// \}

    /// Closes everything, as the destructor does; the maildrops can still be looked at.
    void stop();

  private:
    std::shared_ptr<detail::post_office> office_;
};

}  // namespace popline::testing
