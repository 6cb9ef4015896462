// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "net/clock.hpp"

struct ssl_session_st;

namespace popline::net {

/// A time by two clocks. The steady one stands still while a machine sleeps, and the other one may be set.
struct moment {
    time_point steady;
    std::chrono::system_clock::time_point wall;

    static moment now(const clock& by) noexcept { return {by.now(), std::chrono::system_clock::now()}; }
    /// Whether less time than this has passed since then, by both clocks.
    bool is_within(duration longest, const moment& now) const noexcept {
        return now.steady - steady < longest && now.wall >= wall && now.wall - wall < longest;
    }
    friend bool operator==(const moment&, const moment&) = default;
};

/// What lets a client resume a TLS session (RFC 5077; RFC 8446 section 2.2), and when the certificate of that
/// server was checked.
struct ticket {
    std::shared_ptr<ssl_session_st> session;
    moment verified_at;
};

/// The tickets of one TLS context, by server. The number is bounded: the oldest ones are dropped. Several
/// threads may use a store at the same time.
class ticket_store {
  public:
    static constexpr std::size_t most = 512;
    /// Servers send two tickets with TLS 1.3, each for one use. More of them serve parallel sessions.
    static constexpr std::size_t most_per_server = 8;
    /// A resumption shows no certificate. So a ticket is good for this long after the certificate was
    /// checked, even if it was renewed meanwhile.
    static constexpr auto longest_trust = std::chrono::hours(1);

    /// The newest ticket of the server that is still good; null if there is none. A ticket of TLS 1.3 is
    /// taken out, because observers could recognize its second use (RFC 8446 appendix C.4).
    ticket take(const std::string& server, const moment& now);
    /// Throws `std::bad_alloc`.
    void keep(const std::string& server, ticket one);
    /// Drops the tickets of the server and keeps none for some time, because a handshake with one failed.
    /// Throws `std::bad_alloc`.
    void forbid(const std::string& server, const moment& now);

  private:
    struct entry {
        std::string server;
        ticket kept;  // without a session: none is kept of this server
    };
    bool is_forbidden(const std::string& server) const noexcept;

    std::mutex guard_;
    std::deque<entry> entries_;  // the oldest first
};

}  // namespace popline::net
