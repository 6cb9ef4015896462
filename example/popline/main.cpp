// SPDX-License-Identifier: BSL-1.0
// A POP3 maildrop from the command line. Public headers only.
#include <csignal>
#include <exception>

#include "arguments.hpp"
#include "console.hpp"
#include "run.hpp"

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);  // a write fails instead, and says so
    int status = 1;
    try {
        const auto given = tool::parse(argc, argv, status);
        return given ? tool::run(*given) : status;
    } catch (const std::exception& failure) {
        tool::complain(tool::reason(failure));
        return 1;
    }
}
