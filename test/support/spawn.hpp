// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace popline::test {

/// Starts a program, `words[0]`, whose standard input is `input`, and whose standard output and error are
/// `output`. It has no other open file, since a socket of the test would stay open as long as it runs. It
/// begins with the default signal handlers and an empty signal mask, in a process group of its own. Throws
/// `std::system_error` if it cannot be started.
pid_t spawn(std::vector<std::string> words, int input, int output);

}  // namespace popline::test
