// SPDX-License-Identifier: BSL-1.0
// The README's recipes that are no program of their own. The main function runs each of them.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <filesystem>
#include <fstream>
#include <future>
#include <iostream>
#include <popline.hpp>
#include <popline/testing/server.hpp>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>

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
        if (message->refused()) continue;  // it is as new the next time
        const auto path = folder / popline::file_name(message->unique_id());
        // Ended between these two lines, we fetch it again, into the same file.
        co_await message->read_to(popline::blocking_file(path).replace_existing());
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
    co_return first.index() == 0;  // else the session goes on without that answer
}

void start(asio::io_context& context, asio::awaitable<void> collector, asio::cancellation_signal& stop,
           std::function<void(boost::system::error_code)> done) {
    auto ended = [done](std::exception_ptr failure) { done(popline::code_of(failure)); };
    asio::co_spawn(context, std::move(collector), asio::bind_cancellation_slot(stop.slot(), ended));
    // later, on the context's thread: stop.emit(asio::cancellation_type::terminal);
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
        check(files_in(folder / "inbox") == 3, "three messages");
        check(session.counters().refusals == 0, "and nothing was asked for twice");
        std::filesystem::remove_all(folder / "inbox");
        std::filesystem::create_directory(folder / "inbox");
    }
}
