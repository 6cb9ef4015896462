// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/ssl.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>

#include "server/listen.hpp"
#include "server/session.hpp"

namespace bench {

/// Runs all sessions of the process in one thread.
class loop {
  public:
    struct setup {
        const maildrop& mail;
        SSL_CTX* tls;
        bool ahead;
        std::chrono::milliseconds delay;
    };
    explicit loop(const setup& of);

    void serve(way_in plain, way_in with_tls);
    /// Runs until standard input ends. For each line of standard input it prints the processor time so far,
    /// without the time for encrypting ahead, and the round trips of the session that ended last.
    void run();

  private:
    using key = std::uint64_t;

    void accept(int listener, bool with_tls);
    void read(key which);
    void write(key which, clock::time_point now);
    void end(key which);
    void flush_delayed();
    const timespec* patience(timespec& storage) const;

    setup setup_;
    int poll_;
    int plain_ = -1;
    int with_tls_ = -1;
    key next_ = 1000;  ///< smaller keys are those of listening sockets
    std::unordered_map<key, std::unique_ptr<session>> sessions_;
    std::size_t last_round_trips_ = 0;
    struct appointment {
        clock::time_point due;
        key whose;
    };
    std::deque<appointment> delayed_;  ///< in the order of their times, since all wait equally long
};

}  // namespace bench
