// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sys/types.h>

#include <optional>
#include <popline/secret.hpp>
#include <string>

#include "secret_line.hpp"

namespace tool {

/// A line of the shell that prints a secret in its first line. It inherits the standard input, the terminal
/// and the standard error, so that it can ask the user, and no other file or socket.
class running_command {
  public:
    /// Starts the command. `what` is `password` or `token`; errors name it. Throws `std::runtime_error`.
    running_command(const std::string& line, const std::string& what);
    running_command(const running_command&) = delete;
    running_command& operator=(const running_command&) = delete;
    /// Sends the command SIGTERM if it has not ended.
    ~running_command();

    /// Reads what the command has printed so far. Returns whether the command has ended. Never waits. What
    /// follows the first line is read and discarded, so the command can print more.
    bool has_ended();

    /// The first line. Requires that the command has ended. Throws `std::runtime_error` if it failed, or if
    /// the line is empty.
    popline::secret first_line() const;

  private:
    void read_all();

    std::string what_;
    secret_line line_;
    int output_ = -1;
    pid_t id_ = -1;
    std::optional<int> status_;  // as waitpid gives it
    bool has_ended_ = false;
};

}  // namespace tool
