// SPDX-License-Identifier: BSL-1.0
// The recipes of docs/ that are no program of their own. The main function runs each of them.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <iostream>
#include <optional>
#include <popline.hpp>
#include <popline/testing/server.hpp>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "free_path.hpp"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

// Only new mail.

/// The unique-ids of what was collected, a line each.
class known_ids {
  public:
    explicit known_ids(const std::filesystem::path& path) {
        std::ifstream old(path);
        for (std::string id; std::getline(old, id);)
            ids_.insert(id);
        file_.open(path, std::ios::app);
    }
    bool has(std::string_view id) const { return ids_.contains(id); }
    void add(std::string_view id) {
        ids_.emplace(id);
        file_ << id << std::endl;
    }

  private:
    std::set<std::string, std::less<>> ids_;
    std::ofstream file_;
};

asio::awaitable<void> fetch_new(popline::session& session, known_ids& known, std::filesystem::path folder) {
    const auto inbox = co_await session.mails();
    auto is_new = [&known](std::string_view id) { return !known.has(id); };
    auto messages = session.retrieve(popline::select(inbox, is_new));
    while (auto message = co_await messages.next()) {
        if (message->refused()) {
            std::cerr << message->refused()->what() << '\n';  // it is still new at the next run
            continue;
        }
        // After a crash between these two lines, the next run fetches it again, into another file.
        co_await message->read_to(popline::blocking_file(free_path(folder, *message)));
        known.add(message->unique_id());
    }
}

// Time-outs and cancellation.

asio::awaitable<void> print_total(popline::session& session, std::chrono::milliseconds time) {
    const auto there_is = co_await popline::within(time, session.stat());
    std::cout << there_is.messages << " messages\n";
}

asio::awaitable<bool> look_until(popline::session& session, asio::steady_timer& enough) {
    using namespace asio::experimental::awaitable_operators;
    const auto first = co_await (session.mails() || enough.async_wait(asio::use_awaitable));
    co_return first.index() == 0;  // otherwise the session goes on without the answer
}

void start(asio::io_context& context, asio::awaitable<void> collector, asio::cancellation_signal& stop,
           std::function<void(boost::system::error_code)> done) {
    auto ended = [done](std::exception_ptr failure) { done(popline::code_of(failure)); };
    asio::co_spawn(context, std::move(collector), asio::bind_cancellation_slot(stop.slot(), ended));
    // later, on the context's thread: stop.emit(asio::cancellation_type::terminal);
}

asio::awaitable<bool> look_unless_cancelled(popline::session& session) {
    try {
        static_cast<void>(co_await session.mails());
        co_return true;
    } catch (const boost::system::system_error& failure) {  // popline::error is one, too
        if (failure.code() != popline::condition::cancelled) throw;
        co_return false;
    }
}

// Futures, callbacks, tuples.

asio::awaitable<popline::drop_listing> look(popline::server where, popline::credentials who) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(where);
    co_await session.login(who);
    const auto there_is = co_await session.stat();
    session.close();
    co_return there_is;
}

/// From a thread that does not run the context.
popline::drop_listing look_and_wait(asio::io_context& context, popline::server where,
                                    popline::credentials who) {
    auto there_is = asio::co_spawn(context, look(where, who), asio::use_future);
    return there_is.get();
}

void look_and_call(asio::io_context& context, popline::server where, popline::credentials who,
                   std::function<void(popline::drop_listing)> found) {
    auto done = [found](std::exception_ptr failure, popline::drop_listing there_is) {
        if (failure) std::cerr << popline::code_of(failure).message() << '\n';
        if (!failure) found(there_is);
    };
    asio::co_spawn(context, look(where, who), done);
}

asio::awaitable<std::uint32_t> messages_or_none(popline::server where, popline::credentials who) {
    const auto executor = co_await asio::this_coro::executor;
    auto [failure, there_is] =
        co_await asio::co_spawn(executor, look(where, who), asio::as_tuple(asio::use_awaitable));
    if (popline::code_of(failure) == popline::condition::try_later) co_return 0;
    if (failure) std::rethrow_exception(failure);
    co_return there_is.messages;
}

// Tracing.

asio::awaitable<void> look_with_a_trace(popline::server where, popline::credentials who, std::ostream& log) {
    auto note = [&log](const popline::trace_event& event) {
        using kind = popline::trace_event::kind;
        if (event.what == kind::sent) log << "> " << popline::printable(event.line) << '\n';
        if (event.what == kind::received) log << "< " << popline::printable(event.line) << '\n';
        if (event.what == kind::ended) log << event.verb << " took " << event.took / 1us << " us\n";
    };
    co_await look(where.trace(note), who);
}

// Here they run.

void check(bool holds, const char* what) {
    if (!holds) throw std::runtime_error(what);
}

std::size_t files_in(const std::filesystem::path& folder) {
    const std::filesystem::directory_iterator all(folder);
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

asio::awaitable<void> new_mail_comes_once(popline::session& session, std::filesystem::path folder) {
    for (int time = 0; time < 2; ++time) {
        known_ids known(folder / "known");
        co_await fetch_new(session, known, folder / "inbox");
        check(files_in(folder / "inbox") == (time == 0 ? 3U : 0U), "new the first time only");
        std::filesystem::remove_all(folder / "inbox");
        std::filesystem::create_directory(folder / "inbox");
    }
}

/// The others, in the order above.
asio::awaitable<void> the_rest(popline::server where, popline::credentials who) {
    const auto executor = co_await asio::this_coro::executor;
    popline::session session(executor);
    co_await session.connect(where);
    co_await session.login(who);
    co_await print_total(session, 10s);
    asio::steady_timer later(executor, 10s);
    const bool answered = co_await look_until(session, later);
    check(answered, "the answer comes before the timer");
    const bool looked = co_await look_unless_cancelled(session);
    check(looked, "nobody cancels");
    session.close();

    const auto count = co_await messages_or_none(where, who);
    check(count == 3, "three messages, as a tuple");
    std::ostringstream log;
    co_await look_with_a_trace(where, who, log);
    check(log.str().find("> STAT\n") != std::string::npos, "the trace has the commands");
    check(log.str().find("secret") == std::string::npos, "and not the password");
}

/// Of a server that accepts and says nothing.
asio::awaitable<void> time_is_limited(popline::testing::server& mail, popline::server where,
                                      popline::credentials who) {
    const auto executor = co_await asio::this_coro::executor;
    popline::session session(executor);
    co_await session.connect(where);
    co_await session.login(who);
    mail.silent();
    asio::steady_timer enough(executor, 20ms);
    const bool answered = co_await look_until(session, enough);
    check(!answered, "nothing was said in time");
    boost::system::error_code why;
    try {
        co_await print_total(session, 20ms);
    } catch (const popline::error& failure) {
        why = failure.code();
    }
    check(why == popline::errc::timed_out, "nor after that");
}

/// Runs the context until the coroutine has ended, and hands on what it throws.
void play(asio::io_context& context, asio::awaitable<void> what) {
    auto ended = asio::co_spawn(context, std::move(what), asio::use_future);
    context.restart();
    while (ended.wait_for(0s) != std::future_status::ready)
        context.run_one();
    ended.get();
}

void stopped_from_outside(asio::io_context& context, popline::testing::server& mail, popline::server where,
                          popline::credentials who) {
    mail.silent();
    asio::cancellation_signal stop;
    std::optional<boost::system::error_code> end;
    auto none = [](popline::message&) {};
    auto collect = [&]() -> asio::awaitable<void> { co_await popline::delete_all(where, who, none); };
    start(context, collect(), stop, [&end](auto code) { end = code; });
    while (mail.counts().sessions == 0)
        context.run_one();
    stop.emit(asio::cancellation_type::total);
    context.poll();
    check(!end, "co_spawn passes on terminal cancellation only");
    stop.emit(asio::cancellation_type::terminal);
    while (!end)
        context.run_one();
    check(*end == popline::condition::cancelled, "it says that it was cancelled");
    mail.heal();
}

void run_all(const std::filesystem::path& folder) {
    asio::io_context context;
    popline::testing::server mail(context.get_executor());
    mail.generate(3, 1'000);
    const auto where = popline::server("127.0.0.1").port(mail.port()).security(popline::security::cleartext);
    const auto who = popline::credentials("user", "secret").send_in_clear();

    stopped_from_outside(context, mail, where, who);
    std::filesystem::create_directory(folder / "inbox");
    auto twice = [&folder](popline::session& session) { return new_mail_comes_once(session, folder); };
    auto new_mail = [&]() -> asio::awaitable<void> { co_await popline::with_session(where, who, twice); };
    play(context, new_mail());
    play(context, the_rest(where, who));
    std::uint32_t called_with = 0;
    look_and_call(context, where, who, [&called_with](auto there_is) { called_with = there_is.messages; });
    while (called_with == 0)
        context.run_one();
    check(called_with == 3, "three messages, by a callback");
    play(context, time_is_limited(mail, where, who));

    mail.heal();
    context.restart();
    std::thread runs([&context] { context.run(); });
    check(look_and_wait(context, where, who).messages == 3, "three messages, from another thread");
    mail.stop();
    runs.join();
}

}  // namespace

int main() {
    char name[] = "/tmp/popline-recipes-XXXXXX";
    const std::filesystem::path folder = mkdtemp(name);
    try {
        run_all(folder);
    } catch (const std::exception& why) {
        std::cerr << why.what() << '\n';
        return 1;
    }
    std::filesystem::remove_all(folder);
    std::cout << "each recipe does what docs/ says\n";
}
