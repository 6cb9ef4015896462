// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "crash/child_process.hpp"

namespace popline::test {

/// The name of a system call that is of interest to a reader of the results; `other` for the rest.
std::string name_of_call(std::uint64_t number);

/// A child process that stops before each system call of each of its threads, and can be killed there. The
/// call is then not made.
class traced_process : public child_process {
  public:
    /// Whether a call with this number counts.
    using filter = std::function<bool(std::uint64_t number)>;

    /// The process is killed at the call `kill_at` of those that count, from 1.
    traced_process(const body& run, std::size_t kill_at, filter counts);

    bool has_ended() override;
    /// The calls so far that count.
    std::size_t calls() const noexcept { return calls_; }
    /// The name of the call at which the process was killed; empty if it was not.
    const std::string& killed_at() const noexcept { return killed_at_; }

  private:
    bool take_stop();
    void stop_at_call(pid_t thread);

    std::size_t kill_at_;
    filter counts_;
    std::size_t calls_ = 0;
    std::string killed_at_;
    bool is_at_end_ = false;
};

}  // namespace popline::test
