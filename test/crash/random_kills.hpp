// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "crash/child_process.hpp"
#include "crash/collect.hpp"
#include "crash/relay.hpp"
#include "support/dovecot.hpp"

namespace popline::test {

/// What disturbs a run besides the kill.
enum class disturbance { none, cut_connection, restarted_server };

/// Runs over the maildrop of a Dovecot that are killed at random moments.
class random_kills {
  public:
    explicit random_kills(std::uint32_t seed);

    /// One round: new mail, a run that is killed, more mail, and a run that is not. Returns what is wrong
    /// afterwards, in sentences.
    std::vector<std::string> round(store kind, disturbance also);
    /// How many runs were killed before their end.
    std::size_t killed() const noexcept { return killed_; }

  private:
    using clock = std::chrono::steady_clock;

    void deliver(std::size_t count);
    void wait_for_unlock();
    void run_and_kill(const collection& what, disturbance also);
    clock::duration drawn();
    void wait_until(child_process& one, clock::time_point end);
    std::vector<std::string> faults_when_quiet(const destination& of);

    static constexpr const char* user = "ada";

    std::mt19937 random_;
    boost::asio::io_context context_;
    dovecot server_;
    relay way_{context_, [this] { return server_.port(); }};
    std::vector<std::string> owed_;
    std::size_t delivered_ = 0;
    std::size_t killed_ = 0;
    clock::duration whole_run_{};  // how long a run takes that nothing disturbs
};

}  // namespace popline::test
