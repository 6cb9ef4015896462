// SPDX-License-Identifier: BSL-1.0
// A POP3 maildrop from the command line. Public headers only.
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <optional>

#include "arguments.hpp"
#include "console.hpp"
#include "run.hpp"

namespace {

/// Otherwise a socket could become the standard output, and get what is printed.
void fill_standard_descriptors() {
    for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(file, F_GETFD) < 0) [[maybe_unused]]
            const int unwritable = ::open("/dev/null", O_RDONLY);
}

}  // namespace

int main(int argc, char** argv) {
    fill_standard_descriptors();
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
