// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "sync/start_process.hpp"

namespace popline::syncing {

/// How a command ended.
struct command_end {
    int start_failure = 0;       ///< the error number, if it was not started
    std::optional<int> status;   ///< as `waitpid` gives it; empty if the system does not tell it
    bool has_timed_out = false;  ///< it was killed because its time was over
    bool was_stopped = false;    ///< it was killed because its delivery was cancelled
    std::string diagnostics;     ///< the first bytes of its standard error
};

/// A command that runs. If this object is destroyed before the command has ended, the command and its process
/// group are killed. No zombie is left.
class running_command {
  public:
    using clock = std::chrono::steady_clock;

    running_command(const std::vector<std::string>& command, int input, std::chrono::milliseconds limit);
    running_command(const running_command&) = delete;
    running_command& operator=(const running_command&) = delete;
    ~running_command();

    /// What gives the standard error of the command; -1 after its end.
    int diagnostics() const noexcept { return process_.diagnostics; }
    /// Reads what the command wrote to its standard error, signals it if its time is over, and finds out
    /// whether it has ended. Never blocks.
    void look();
    /// Ends the command: SIGTERM to its process group, and SIGKILL after a second.
    void stop();
    bool has_ended() const noexcept { return has_ended_; }
    const command_end& end() const noexcept { return end_; }

  private:
    void read_diagnostics();
    void close_diagnostics() noexcept;
    void signal(int number) noexcept;
    bool has_exited() const noexcept;
    bool reap(int options) noexcept;

    started_process process_;
    clock::time_point deadline_;
    clock::time_point kill_at_ = clock::time_point::max();
    bool has_ended_ = false;
    command_end end_;
};

}  // namespace popline::syncing
