// SPDX-License-Identifier: BSL-1.0
#include "sync/command_result.hpp"

#include <sys/wait.h>
#include <sysexits.h>

#include <boost/asio/error.hpp>
#include <popline/errc.hpp>
#include <popline/printable.hpp>

namespace popline::syncing {

namespace {

using boost::system::error_code;

constexpr int cannot_execute = 126;
constexpr int not_found = 127;

bool is_temporary(int status) noexcept {
    switch (status) {
        case EX_UNAVAILABLE:
        case EX_OSERR:
        case EX_IOERR:
        case EX_TEMPFAIL:
        case cannot_execute:
        case not_found: return true;
        default: return false;
    }
}

std::string words_of_status(int status) {
    auto words = "exit status " + std::to_string(status);
    if (status == cannot_execute) words += ", which says that it cannot be executed";
    if (status == not_found) words += ", which says that it was not found";
    return words;
}

}  // namespace

delivery_result result_of(const command_end& end, const std::string& command) {
    delivery_result made;
    made.cause = errc::temporary_failure;
    std::string how;
    if (end.start_failure != 0) {
        made.cause = error_code(end.start_failure, boost::system::system_category());
        how = "cannot be started: " + made.cause.message();
    } else if (end.was_stopped) {
        made.cause = boost::asio::error::operation_aborted;
        how = "was stopped, because the delivery was cancelled";
    } else if (end.has_timed_out) {
        made.cause = errc::timed_out;
        how = "was stopped, because it took too long";
    } else if (!end.status) {
        how = "ended, but the system does not tell how: does the program ignore SIGCHLD?";
    } else if (WIFSIGNALED(*end.status)) {
        how = "was ended by signal " + std::to_string(WTERMSIG(*end.status));
    } else if (const int status = WEXITSTATUS(*end.status); status != 0) {
        how = "ended with " + words_of_status(status);
        if (!is_temporary(status)) {
            made.how = delivered::rejected;
            made.cause = errc::permanent_failure;
        }
    } else {
        made.how = delivered::stored;
        made.cause = {};
        return made;
    }
    made.words = printable("the command " + command) + " " + how;
    auto said = end.diagnostics;
    while (!said.empty() && (said.back() == '\n' || said.back() == '\r'))
        said.pop_back();
    if (!said.empty()) made.words += ": " + printable(said);
    return made;
}

}  // namespace popline::syncing
