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

/// A POP3 server inside the test process, for the tests of programs that collect mail.
///
/// It runs on the caller's executor. From construction on it listens on 127.0.0.1, on two ports: one without
/// TLS, which offers STLS, and one with TLS from the start. It has one user, "user" with the password
/// "secret". It implements RFC 1939 (APOP if enabled), RFC 2449 (CAPA, PIPELINING, RESP-CODES), RFC 2595
/// (STLS), RFC 3206 and RFC 5034 (AUTH PLAIN). It shares no code with the client.
///
/// A test adds mail (`add`, `fill`, `generate`) and runs its collector against `port()`. Then it checks which
/// messages are left (`messages`), which commands came (`transcript`) and how many (`counts`). To test
/// failures, it injects one or several of the faults below and checks that the collector fails as expected.
/// After `heal()` it checks that the collector has lost no message and fetched none twice.
///
/// Every function may be called from any thread at any time, and the executor may use many threads.
///
/// Every function that is not noexcept may throw `std::bad_alloc`. The docstrings below name other
/// exceptions.
///
/// The destructor closes the sockets, and handlers that are still pending do nothing. The execution context
/// may be destroyed before the server. After a move, the old object may only be destroyed or assigned to.
///
/// Sizes are in bytes (octets in RFC 1939).
class POPLINE_EXPORT server {
  public:
    using duration = std::chrono::steady_clock::duration;

    /// Opens both ports and accepts connections. Throws `boost::system::system_error` if a port cannot be
    /// opened, for example because another program uses it.
    explicit server(boost::asio::any_io_executor executor, options settings = {});
    ~server();
    server(server&&) noexcept = default;
    /// Stops the server that this object held, and takes over the other one.
    server& operator=(server&&) noexcept;

    /// The port without TLS.
    std::uint16_t port() const;
    /// The port with TLS from the start.
    std::uint16_t tls_port() const;
    /// The certificate authority in PEM, to use as the client's CA file. It signed the server's certificate
    /// for localhost, 127.0.0.1 and ::1. All servers of a process share it.
    std::string certificate_pem() const;

    /// Adds a message to the maildrop of "user". If `unique_id` is empty, the server makes one. A session
    /// that is already logged in does not see the message, because it holds the lock (RFC 1939 section 4).
    server& add(std::string_view message, std::string unique_id = {});
    /// Adds a message to the maildrop of `user`, as `add` does. Throws `std::out_of_range` if the user does
    /// not exist.
    server& add_for(std::string_view user, std::string_view message, std::string unique_id = {});
    /// Adds `count` copies of a message to the maildrop of "user". Each has its own unique-id; the copies
    /// share one buffer.
    server& fill(std::size_t count, std::string_view message);
    /// Adds `count` different messages of `bytes` bytes each (at least 256) to the maildrop of "user". The
    /// text of a message is made only when it is needed, so each one takes eight bytes of memory, for
    /// any size. (A reply that is delayed or stalled is held in memory as a whole.)
    server& generate(std::size_t count, std::size_t bytes);
    /// Returns the text that generate() makes for a message. `number` counts the messages ever added to the
    /// maildrop, from 1. The text is the same in every process.
    static std::string generated_message(std::size_t number, std::size_t bytes);
    /// Creates a user, or changes the password of an existing one.
    server& user(std::string name, std::string password);

    /// Returns the messages that are in the maildrop now, byte for byte as added. Throws `std::out_of_range`
    /// if the user does not exist.
    std::vector<std::string> messages(std::string_view user = "user") const;
    /// Returns the unique-ids of the messages that are in the maildrop now. Throws `std::out_of_range` if the
    /// user does not exist.
    std::vector<std::string> unique_ids(std::string_view user = "user") const;
    /// Returns whether a session holds the lock of the maildrop. Throws `std::out_of_range` if the user does
    /// not exist.
    bool locked(std::string_view user = "user") const;

    /// Returns what the server has counted since it was constructed.
    testing::counts counts() const;
    /// Returns the lines that the client sent in a session, without CRLF, passwords included. Sessions count
    /// from 0 in the order in which they were accepted. Only the first 64 KiB per session are kept, and only
    /// the first 4,096 sessions.
    std::vector<std::string> transcript(std::size_t session) const;
    /// Returns the lines that the client sent in the session that was accepted last.
    std::vector<std::string> transcript() const;

    /// \name Faults
    /// A fault applies to open sessions and to later ones, until heal(). Faults that count bytes count what
    /// the server writes to the socket, TLS included, from the start of each session. A message `number` is
    /// that of the protocol, from 1; 0 means every message.
    /// \{

    /// Delays each batch of replies by this time. Delays of several batches overlap: this models a long
    /// link, not a slow server.
    server& delay(duration later);
    /// Answers `verb` for message `number` with "-ERR text" and does not obey it. 0 also includes commands
    /// without a number. A text can begin with a response code: "[SYS/TEMP] ", "[SYS/PERM] ", "[IN-USE] ",
    /// "[AUTH] " or "[LOGIN-DELAY] " (RFC 2449 section 8, RFC 3206).
    server& refuse(std::string verb, std::size_t number, std::string text);
    /// Answers only the `nth` `verb` from now on (1: the next one) with "-ERR text". All sessions count
    /// together, so a retry in the same or another session succeeds.
    server& refuse_nth(std::string verb, std::size_t nth, std::string text);
    /// Ends the stream after this many bytes, without a TLS close_notify.
    server& close_after(std::uint64_t bytes);
    /// Ends the stream at QUIT, without a reply and without a TLS close_notify, and deletes nothing.
    server& drop_before_commit();
    /// Deletes the marked messages at QUIT, then ends the stream without a reply and without a TLS
    /// close_notify. The client cannot know whether the deletions were committed.
    server& drop_after_commit();
    /// Sends this many bytes and then nothing more, but still reads commands.
    server& stall_after(std::uint64_t bytes);
    /// Writes at most this many bytes per write to the socket; 1 sends each byte alone.
    server& split(std::size_t bytes);
    /// Accepts connections and sends nothing at all, not even the greeting.
    server& silent();
    /// Obeys only the first line of each read and discards the rest, although CAPA announces PIPELINING.
    server& break_pipelining();
    /// Answers AUTH with a response in its line (RFC 5034) with "-ERR text", as a server does that knows only
    /// the older AUTH of RFC 1734. AUTH without a response works.
    server& refuse_initial_response(std::string text);
    /// Ignores a response in the AUTH line, and asks for it by an empty challenge.
    server& ignore_initial_response();
    /// STAT reports these numbers instead of the true ones (octets: RFC 1939 section 5).
    server& lie_in_stat(std::size_t messages, std::uint64_t octets);
    /// LIST reports this size for the message (octets: RFC 1939 section 5). RETR sends the real message.
    server& lie_in_list(std::size_t number, std::uint64_t octets);
    /// The status line of RETR reports this size ("+OK n octets"). The whole real message follows.
    server& lie_in_retr(std::size_t number, std::uint64_t octets);
    /// LIST and UIDL without an argument omit the message. STAT still counts it, and RETR sends it.
    server& leave_out(std::size_t number);
    /// Removes all faults. Stalled sessions continue.
    server& heal();
    /// \}

    /// Closes all ports and sessions, as the destructor does. The maildrops, counts and transcripts can still
    /// be read.
    void stop();

  private:
    std::shared_ptr<detail::post_office> office_;
};

}  // namespace popline::testing
