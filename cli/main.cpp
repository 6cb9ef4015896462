// SPDX-License-Identifier: BSL-1.0
// A POP3 maildrop from the command line. Public headers only.
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <exception>
#include <optional>
#include <variant>

#include "arguments.hpp"
#include "console.hpp"
#include "exit_status.hpp"
#include "failure_text.hpp"
#include "run.hpp"

namespace {

/// Opens /dev/null for each standard descriptor that is closed. Otherwise a socket could get its number, and
/// the text that is printed.
void fill_standard_descriptors() {
    for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(file, F_GETFD) < 0) [[maybe_unused]]
            const int unwritable = ::open("/dev/null", O_RDONLY);
}

}  // namespace

int main(int argc, char** argv) {
    fill_standard_descriptors();
    std::signal(SIGPIPE, SIG_IGN);  // a write to a closed pipe fails instead
    std::signal(SIGCHLD, SIG_DFL);  // who started the tool may ignore it, and no exit status would be known
    auto status = static_cast<int>(tool::exit_status::failed);
    std::optional<std::chrono::milliseconds> patience;
    try {
        const auto parsed = tool::parse(argc, argv);
        if (const auto* const given = std::get_if<tool::arguments>(&parsed)) {
            patience = given->timeout;
            status = static_cast<int>(tool::run(*given));
        } else {
            status = std::get<int>(parsed);
        }
    } catch (const std::exception& failure) {
        tool::complain(tool::failure_text(failure));
        status = static_cast<int>(tool::status_of(std::current_exception()));
    }
    tool::flush_complaints(patience);
    return status;
}
