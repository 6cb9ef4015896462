// SPDX-License-Identifier: BSL-1.0
#include "doctor_command.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdlib>
#include <optional>

#include "connection.hpp"
#include "console.hpp"
#include "diagnosis_json.hpp"
#include "diagnosis_text.hpp"
#include "examination.hpp"
#include "interruption.hpp"
#include "output.hpp"
#include "output_end.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {

/// Why no login is tried, in words; empty if one is. This command asks the user for no password: what it
/// shows without a login is of use, too.
std::string why_no_login(const arguments& given) {
    if (needs_no_secret(given.login)) return {};
    if (given.where.user.empty()) return "the URL names no user";
    const bool is_usual = given.login.from.what == secret_source::kind::usual;
    if (!is_usual || std::getenv("POPLINE_PASSWORD") != nullptr) return {};
    return "no password is given; --password-file, --password-command, --netrc or POPLINE_PASSWORD gives one";
}

}  // namespace

exit_status examine(const arguments& given) {
    asio::io_context context(1);
    output out(context, given.timeout);
    diagnosis found;
    found.why_no_login = why_no_login(given);
    std::optional<popline::credentials> who;
    if (found.why_no_login.empty()) who = credentials_of(given);  // before anything is sent

    examination visit(context, given, found);
    bool was_interrupted = false;
    {
        interruption signals(context, [&] { visit.close(); });
        const auto end = [&](std::exception_ptr why) {
            if (why) found.failure = why;
            was_interrupted = signals.has_come();
            signals.ignore();
        };
        asio::co_spawn(context, visit.run(std::move(who)), asio::bind_cancellation_slot(visit.slot(), end));
        context.run();
        context.restart();
    }
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    print(given.json ? diagnosis_json(found, now) : diagnosis_text(found, now));
    const auto printed = finish_output(context, out);
    if (was_interrupted || printed.was_interrupted) {
        complain("interrupted; nothing was deleted from the server");
        flush_complaints(std::chrono::seconds(1));
        return exit_status::failed;
    }
    if (found.failure) std::rethrow_exception(found.failure);
    if (printed.failure) std::rethrow_exception(printed.failure);
    return exit_status::done;
}

}  // namespace tool
