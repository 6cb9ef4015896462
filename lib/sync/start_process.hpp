// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace popline::syncing {

/// A program that was started, in a process group of its own.
struct started_process {
    pid_t id = -1;         ///< -1 if it could not be started
    int diagnostics = -1;  ///< gives what the program writes to its standard error; never blocks
    int failure = 0;       ///< the error number, if it could not be started
};

/// Starts a program, which is looked for in PATH. Its standard input is the file `input`, its standard output
/// is /dev/null. It gets no other descriptor. All signals act on it as they do by default.
started_process start_process(const std::vector<std::string>& command, int input);

}  // namespace popline::syncing
