// SPDX-License-Identifier: BSL-1.0
#include "run.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <csignal>
#include <memory>
#include <popline.hpp>

#include "console.hpp"
#include "destination.hpp"
#include "fetch.hpp"
#include "inquiries.hpp"
#include "output.hpp"
#include "password.hpp"
#include "remove.hpp"
#include "summary.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {

popline::limits limits_of(const arguments& given) {
    popline::limits made;
    if (given.max_size) made.message_bytes = *given.max_size;
    if (given.timeout)
        made.connect_timeout = made.address_timeout = made.handshake_timeout = made.greeting_timeout =
            made.progress_timeout = made.quit_timeout = *given.timeout;
    return made;
}

void print_trace(const popline::trace_event& event) {
    if (event.what == popline::trace_event::kind::sent) complain("> " + popline::printable(event.line));
    if (event.what == popline::trace_event::kind::received) complain("< " + popline::printable(event.line));
}

popline::server server_of(const arguments& given) {
    auto made = popline::server(given.where.host)
                    .port(given.where.port)
                    .security(given.where.security)
                    .limits(limits_of(given))
                    .pipelining(given.pipelining);
    if (given.traces) made = made.trace(print_trace);
    if (given.trusted) made = made.tls(*given.trusted);
    return made;
}

popline::credentials credentials_of(const arguments& given) {
    const auto whose = given.where.user + "@" + given.where.host;
    auto made =
        popline::credentials(given.where.user, find_password(given.password_file, whose)).apop(given.apop);
    return given.cleartext ? made.send_in_clear() : made;
}

/// `nohup` ignores SIGHUP, for example.
bool is_ignored(int signal) {
    struct sigaction found {};
    return ::sigaction(signal, nullptr, &found) == 0 && found.sa_handler == SIG_IGN;
}

/// One run: it opens the session, does what the user asked for, and ends the session.
class conversation {
  public:
    conversation(asio::io_context& context, const arguments& given, output& to, destination* folder)
        : session_(context), given_(given), output_(to), destination_(folder) {}

    /// Returns the number of failures. Each has its line on the standard error.
    asio::awaitable<int> run(popline::credentials who) {
        const auto began = std::chrono::steady_clock::now();
        co_await open(std::move(who));
        co_await answer();
        output_.write(take_printed());
        const auto committed = co_await session_.quit();
        for (const auto& one : committed.failed)
            complain("message " + std::to_string(one.number)
                     + ": the server refused to delete it: " + one.reply);
        result_.failures += static_cast<int>(committed.failed.size());
        co_await output_.finish();
        report_end(committed.done, std::chrono::steady_clock::now() - began);
        co_return result_.failures;
    }

    void close() noexcept { session_.close(); }

  private:
    asio::awaitable<void> open(popline::credentials who) {
        co_await session_.connect(server_of(given_));
        const auto tls = session_.tls_facts();
        report("connected to " + popline::printable(given_.where.host)
               + (tls.version.empty() ? " without TLS" : ", " + tls.version + ", " + tls.cipher));
        co_await session_.login(std::move(who));
        report("logged in as " + popline::printable(given_.where.user));
    }

    asio::awaitable<void> answer() {
        switch (given_.what) {
            case command::capa: co_await print_capabilities(session_); break;
            case command::stat: co_await print_drop_listing(session_); break;
            case command::list: co_await print_listing(session_, given_.json); break;
            case command::top: co_await print_top(session_, given_.number, given_.lines); break;
            case command::remove: result_.failures = co_await remove(session_, given_); break;
            case command::fetch: result_ = co_await fetch(session_, given_, *destination_); break;
        }
    }

    void report_end(std::uint32_t deleted, std::chrono::duration<double> took) {
        const auto round_trips = session_.counters().round_trips;
        if (given_.what == command::fetch && given_.says != verbosity::quiet)
            inform((given_.is_dry_run ? "dry run: " : "") + summary(result_, deleted, round_trips, took));
        else
            report((given_.what == command::remove ? counted(deleted, "message") + " deleted, " : "")
                   + counted(round_trips, "round trip"));
    }

    void report(const std::string& what) const {
        if (given_.says == verbosity::verbose) inform(what);
    }

    popline::session session_;
    const arguments& given_;
    output& output_;
    destination* destination_;  // the destination of a fetch
    fetch_result result_;
};

}  // namespace

int run(const arguments& given) {
    asio::io_context context(1);
    output out(context, given.timeout);
    // Before anything is sent, check that the folder can be used and that there is a password.
    const auto to = given.what == command::fetch ? std::make_unique<destination>(given, out) : nullptr;
    auto who = credentials_of(given);

    conversation talk(context, given, out, to.get());
    asio::signal_set signals(context, SIGINT, SIGTERM);
    const bool hears_hangup = !is_ignored(SIGHUP);
    if (hears_hangup) signals.add(SIGHUP);
    bool interrupted = false;
    signals.async_wait([&](boost::system::error_code failure, int) {
        if (failure) return;
        interrupted = true;
        signals.clear();  // the second signal kills the process
        // If a terminal closes, both the kernel and the shell send SIGHUP.
        if (hears_hangup) std::signal(SIGHUP, SIG_IGN);
        talk.close();
        out.give_up();
    });
    std::exception_ptr failure;
    int failures = 0;
    asio::co_spawn(context, talk.run(std::move(who)), [&](std::exception_ptr why, int failed) {
        failure = why;
        failures = failed;
        signals.cancel();
    });
    context.run();
    if (failure && interrupted && popline::code_of(failure) != popline::errc::commit_unconfirmed) {
        complain("interrupted; nothing was deleted from the server");
        flush_complaints(std::chrono::seconds(1));
        return 1;
    }
    if (failure) std::rethrow_exception(failure);
    return failures == 0 ? 0 : 1;
}

}  // namespace tool
