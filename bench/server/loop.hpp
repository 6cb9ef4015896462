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

/// All sessions of the process, in one thread.
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
    /// Until standard input ends. Each line of it is answered by the processor time so far, without what was
    /// encrypted ahead.
    void run();

  private:
    using key = std::uint64_t;

    void accept(int listener, bool with_tls);
    void read(key which);
    void write(key which, clock::time_point now);
    void flush_delayed();
    const timespec* patience(timespec& storage) const;

    setup setup_;
    int poll_;
    int plain_ = -1;
    int with_tls_ = -1;
    key next_ = 1000;  ///< keys below are sockets that listen
    std::unordered_map<key, std::unique_ptr<session>> sessions_;
    struct appointment {
        clock::time_point due;
        key whose;
    };
    std::deque<appointment> delayed_;  ///< in order, since all wait equally long
};

}  // namespace bench
