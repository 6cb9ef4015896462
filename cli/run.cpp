// SPDX-License-Identifier: BSL-1.0
#include "run.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <popline.hpp>

#include "console.hpp"
#include "destination.hpp"
#include "fetch.hpp"
#include "inquiries.hpp"
#include "output.hpp"
#include "password.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {

popline::limits limits_of(const arguments& given) {
    popline::limits made;
    if (given.max_size) made.message = *given.max_size;
    if (given.timeout)
        made.connect = made.address = made.handshake = made.greeting = made.progress = made.quit =
            *given.timeout;
    return made;
}

void tell(const popline::trace_event& event) {
    if (event.what == popline::trace_event::kind::sent) complain("> " + popline::printable(event.line));
    if (event.what == popline::trace_event::kind::received) complain("< " + popline::printable(event.line));
}

popline::server server_of(const arguments& given) {
    auto made = popline::server(given.where.host)
                    .port(given.where.port)
                    .security(given.where.security)
                    .limits(limits_of(given))
                    .pipelining(given.pipelining);
    if (given.traces) made = made.trace(tell);
    if (given.trusted) made = made.tls(*given.trusted);
    return made;
}

popline::credentials credentials_of(const arguments& given) {
    const auto whose = given.where.user + "@" + given.where.host;
    auto made =
        popline::credentials(given.where.user, find_password(given.password_file, whose)).apop(given.apop);
    return given.cleartext ? made.send_in_clear() : made;
}

std::string figures_of(const harvest& came, const popline::session& session,
                       std::chrono::duration<double> took) {
    char text[160];
    std::snprintf(text, sizeof text,
                  "%ju messages, %ju octets, %ju flights, %.2f s, %.0f messages/s, %.1f MB/s\n",
                  static_cast<std::uintmax_t>(came.messages), static_cast<std::uintmax_t>(came.octets),
                  static_cast<std::uintmax_t>(session.counters().flights), took.count(),
                  came.messages / took.count(), static_cast<double>(came.octets) / 1e6 / took.count());
    return text;
}

/// By `nohup`, for example.
bool is_ignored(int signal) {
    struct sigaction there {};
    return ::sigaction(signal, nullptr, &there) == 0 && there.sa_handler == SIG_IGN;
}

/// Returns how many messages failed, each of which was said.
asio::awaitable<int> converse(popline::session& session, const arguments& given, popline::credentials who,
                              output& out, destination* to) {
    const auto began = std::chrono::steady_clock::now();
    co_await session.connect(server_of(given));
    co_await session.login(std::move(who));
    harvest came;
    switch (given.what) {
        case command::capa: co_await print_capabilities(session); break;
        case command::stat: co_await print_drop_listing(session); break;
        case command::list: co_await print_listing(session, given.json); break;
        case command::top: co_await print_top(session, given.number, given.lines); break;
        case command::remove: came.failures = co_await remove(session, given.numbers); break;
        case command::fetch: came = co_await fetch(session, given, *to); break;
    }
    out.write(take_printed());
    const auto done = co_await session.quit();
    for (const auto& one : done.refused)
        complain("message " + std::to_string(one.number) + " was not removed: " + one.reply);
    if (to && given.destination != "-")
        print(figures_of(came, session, std::chrono::steady_clock::now() - began));
    out.write(take_printed());
    co_await out.finish();
    co_return came.failures + static_cast<int>(done.refused.size());
}

}  // namespace

int run(const arguments& given) {
    asio::io_context context(1);
    output out(context, given.timeout);
    // Before anything is sent: a folder that cannot be one, a password that nobody gives.
    const auto to = given.what == command::fetch ? std::make_unique<destination>(given, out) : nullptr;
    auto who = credentials_of(given);

    popline::session session(context);
    asio::signal_set signals(context, SIGINT, SIGTERM);
    const bool hears_hangup = !is_ignored(SIGHUP);
    if (hears_hangup) signals.add(SIGHUP);
    bool interrupted = false;
    signals.async_wait([&](boost::system::error_code failure, int) {
        if (failure) return;
        interrupted = true;
        signals.clear();  // the second one kills
        // A terminal that is closed sends it twice: the kernel does, and the shell.
        if (hears_hangup) std::signal(SIGHUP, SIG_IGN);
        session.close();
        out.give_up();
    });
    std::exception_ptr failure;
    int failures = 0;
    asio::co_spawn(context, converse(session, given, std::move(who), out, to.get()),
                   [&](std::exception_ptr why, int failed) {
                       failure = why;
                       failures = failed;
                       signals.cancel();
                   });
    context.run();
    if (failure && interrupted && popline::code_of(failure) != popline::errc::commit_unconfirmed) {
        complain("interrupted; nothing was removed from the server");
        flush_complaints(std::chrono::seconds(1));
        return 1;
    }
    if (failure) std::rethrow_exception(failure);
    return failures == 0 ? 0 : 1;
}

}  // namespace tool
