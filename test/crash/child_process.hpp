// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sys/types.h>

#include <functional>

namespace popline::test {

/// A process that runs a function of this program, without any file that is open here. The program must have
/// one thread only. The destructor kills the process.
class child_process {
  public:
    /// Returns the exit status.
    using body = std::function<int()>;

    explicit child_process(const body& run);
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;
    virtual ~child_process();

    /// Never blocks. Call it again and again: a traced process goes on only because of these calls.
    virtual bool has_ended();
    void kill() noexcept;
    /// The exit status of a process that has ended; -1 if a signal ended it.
    int status() const noexcept { return status_; }

  protected:
    child_process(const body& run, bool is_traced);
    pid_t id() const noexcept { return id_; }
    void note_end(int wait_status) noexcept;

  private:
    pid_t id_ = -1;
    int status_ = -1;
    bool has_ended_ = false;
};

}  // namespace popline::test
