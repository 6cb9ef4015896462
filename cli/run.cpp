// SPDX-License-Identifier: BSL-1.0
#include "run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <popline.hpp>

#include "connection.hpp"
#include "console.hpp"
#include "doctor_command.hpp"
#include "fetch.hpp"
#include "import_command.hpp"
#include "inquiries.hpp"
#include "interruption.hpp"
#include "output.hpp"
#include "remove.hpp"
#include "sync_command.hpp"
#include "watch_command.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {

/// One session: it opens the session, does what the user asked for, and ends the session.
class conversation {
  public:
    conversation(asio::io_context& context, const arguments& given, output& to)
        : session_(context), given_(given), output_(to) {}

    /// Returns the number of failures. Each has its line on the standard error.
    asio::awaitable<int> run(popline::credentials who) {
        co_await open(std::move(who));
        co_await answer();
        output_.write(take_printed());
        const auto committed = co_await session_.quit();
        for (const auto& one : committed.failed)
            complain("message " + std::to_string(one.number)
                     + ": the server refused to delete it: " + one.reply);
        failures_ += static_cast<int>(committed.failed.size());
        co_await output_.finish();
        const auto deleted =
            given_.what == command::remove ? counted(committed.done, "message") + " deleted, " : "";
        report(deleted + counted(session_.counters().round_trips, "round trip"));
        co_return failures_;
    }

    void close() {
        session_.close();
        if (is_logging_in_) login_.emit(asio::cancellation_type::terminal);  // it may wait for a token
    }
    /// Of the coroutine that runs `run`.
    asio::cancellation_slot slot() noexcept { return login_.slot(); }

  private:
    asio::awaitable<void> open(popline::credentials who) {
        co_await session_.connect(server_of(given_));
        const auto tls = session_.tls_facts();
        report("connected to " + popline::printable(given_.where.host)
               + (tls.version.empty() ? " without TLS" : ", " + tls.version + ", " + tls.cipher));
        is_logging_in_ = true;
        co_await session_.login(std::move(who));
        is_logging_in_ = false;
        report("logged in as " + popline::printable(given_.where.user));
    }

    asio::awaitable<void> answer() {
        switch (given_.what) {
            case command::capa: co_await print_capabilities(session_); break;
            case command::stat: co_await print_drop_listing(session_); break;
            case command::list: co_await print_listing(session_, given_.json); break;
            case command::top: co_await print_top(session_, given_.number, given_.lines); break;
            case command::remove: failures_ = co_await remove(session_, given_); break;
            case command::fetch:
            case command::sync:
            case command::watch:
            case command::doctor:         // they open sessions of their own
            case command::import: break;  // needs no server
        }
    }

    void report(const std::string& what) const {
        if (given_.says == verbosity::verbose) inform(what);
    }

    popline::session session_;
    asio::cancellation_signal login_;
    bool is_logging_in_ = false;
    const arguments& given_;
    output& output_;
    int failures_ = 0;
};

}  // namespace

exit_status run(const arguments& given) {
    if (given.what == command::fetch) return fetch(given);
    if (given.what == command::sync) return sync(given);
    if (given.what == command::watch) return watch(given);
    if (given.what == command::doctor) return examine(given);
    if (given.what == command::import) return import_state(given);
    asio::io_context context(1);
    output out(context, given.timeout);
    auto who = credentials_of(given);  // before anything is sent

    conversation talk(context, given, out);
    interruption signals(context, [&] {
        talk.close();
        out.give_up();
    });
    std::exception_ptr failure;
    int failures = 0;
    const auto end = [&](std::exception_ptr why, int failed) {
        failure = why;
        failures = failed;
        signals.ignore();
    };
    asio::co_spawn(context, talk.run(std::move(who)), asio::bind_cancellation_slot(talk.slot(), end));
    context.run();
    if (failure && signals.has_come()) {
        const bool is_unconfirmed = popline::code_of(failure) == popline::errc::commit_unconfirmed;
        complain(is_unconfirmed
                     ? "interrupted; the server did not confirm QUIT: deletions may or may not be committed"
                     : "interrupted; nothing was deleted from the server");
        flush_complaints(std::chrono::seconds(1));
        return exit_status::failed;
    }
    if (failure) std::rethrow_exception(failure);
    return failures == 0 ? exit_status::done : exit_status::failed;
}

}  // namespace tool
