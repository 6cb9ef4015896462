// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace popline::testing {

namespace detail {
class post_office;
}

/// What a server can do and says so in CAPA. Without `capa` the command itself is unknown.
enum class capability : unsigned { capa, user, sasl_plain, stls, top, uidl, resp_codes, pipelining };

/// How a server is set up; all capabilities are on.
class options {
  public:
    options() noexcept {}

    /// The command is unknown then, and CAPA does not name it. (Pipelined commands work all the same.)
    options& without(capability which) {
        capabilities_ &= ~bit(which);
        return *this;
    }
    /// One more line of CAPA, such as "LOGIN-DELAY 60", in both states.
    options& announce(std::string line) {
        announced_.push_back(std::move(line));
        return *this;
    }
    /// CAPA names PIPELINING only in the transaction state, as Gmail does.
    options& pipelining_after_login() {
        pipelining_after_login_ = true;
        return *this;
    }
    /// The greeting's text behind "+OK ".
    options& greeting(std::string text) {
        greeting_ = std::move(text);
        return *this;
    }
    /// For benchmarks: nothing is remembered of what clients said.
    options& without_transcript() {
        transcript_ = false;
        return *this;
    }

    bool has(capability which) const noexcept { return (capabilities_ & bit(which)) != 0; }
    bool is_pipelining_after_login() const noexcept { return pipelining_after_login_; }
    bool has_transcript() const noexcept { return transcript_; }
    std::string const& greeting() const noexcept { return greeting_; }
    std::vector<std::string> const& announced() const noexcept { return announced_; }

  private:
    static constexpr unsigned bit(capability which) noexcept { return 1u << static_cast<unsigned>(which); }

    unsigned capabilities_ = ~0u;
    bool pipelining_after_login_ = false;
    bool transcript_ = true;
    std::string greeting_ = "popline-testing ready";
    std::vector<std::string> announced_;
};

/// What a server has seen since it was made.
struct counts {
    std::size_t sessions = 0;  ///< accepted
    std::size_t open = 0;      ///< whose socket is still open here; it stays so until the client closes
    std::size_t commands = 0;  ///< command lines; continuation lines of AUTH are not counted
    std::size_t bursts = 0;    ///< reads that brought at least one whole line: a client's flights
    std::size_t writes = 0;    ///< writes to a socket, handshakes included
};

/// A POP3 server for tests and benchmarks, inside the process, on the caller's executor.
///
/// It listens from construction on 127.0.0.1, on two free ports (one in clear with STLS, one with TLS from
/// the start) and has one user, "user" with the password "secret". It speaks RFC 1939, 2449 (CAPA,
/// PIPELINING, RESP-CODES), 2595 (STLS), 3206 and 5034 (AUTH PLAIN), and shares no code with the client.
///
/// Every function may be called from any thread at any time; the executor may run on many threads. Destroying
/// the server closes its sockets; the handlers that this completes do nothing. The execution context may be
/// destroyed first.
class server {
  public:
    using duration = std::chrono::steady_clock::duration;

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
    /// counted for each session from its first.
    /// \{
    /// Each batch of replies leaves that much later and does not hold up the next: a long link, not a slow
    /// server.
    server& delay(duration later);
    /// Answers `verb` for message `number` (0: always) with "-ERR text" and does nothing else.
    server& refuse(std::string verb, std::size_t number, std::string text);
    /// Ends the stream, without a TLS close_notify, when so many octets have been sent.
    server& close_after(std::uint64_t octets);
    /// Sends so many octets and then no more, but reads on.
    server& stall_after(std::uint64_t octets);
    /// Writes at most so many octets at once.
    server& split(std::size_t octets);
    /// Accepts and says nothing at all.
    server& silent();
    server& heal();
    /// \}

    /// Closes everything, as the destructor does; the maildrops can still be looked at.
    void stop();

  private:
    std::shared_ptr<detail::post_office> office_;
};

}  // namespace popline::testing
