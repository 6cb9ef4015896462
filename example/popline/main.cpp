// SPDX-License-Identifier: BSL-1.0
// A POP3 maildrop from the command line. Public headers only.
#include <csignal>
#include <exception>
#include <optional>

#include "arguments.hpp"
#include "console.hpp"
#include "run.hpp"

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);  // a write fails instead, and says so
    int status = 1;
    std::optional<tool::arguments> given;
    try {
        given = tool::parse(argc, argv, status);
        if (given) status = tool::run(*given);
    } catch (const std::exception& failure) {
        tool::complain(tool::reason(failure));
        status = 1;
    }
    tool::flush_complaints(given ? given->timeout : std::nullopt);
    return status;
}
