// SPDX-License-Identifier: BSL-1.0
// Fetches all mail as fetch_inbox does, and writes one line of JSON to the standard error output for each
// command of the session.
//
//     POP_PASSWORD=... json_log HOST USER [PORT [CA-FILE]]
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <ctime>
#include <functional>
#include <iostream>
#include <new>
#include <popline.hpp>
#include <string>

#include "account.hpp"
#include "free_path.hpp"

namespace asio = boost::asio;

namespace {

/// The time in UTC (RFC 3339).
std::string now() {
    const std::time_t time = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

/// A trace of one session. No password and no message is in it, because the library reports neither.
class json_log {
  public:
    explicit json_log(std::ostream& out) : out_(out) {}

    /// Called for each event of the session. It must not throw.
    void operator()(const popline::trace_event& event) noexcept {
        using kind = popline::trace_event::kind;
        try {
            if (event.what == kind::received) reply_ = popline::printable(event.line);
            if (event.what == kind::ended) write(event);
        } catch (const std::bad_alloc&) {
            // This line is missing in the log.
        }
    }

  private:
    void write(const popline::trace_event& ended) {
        boost::json::object line;
        line["time"] = now();
        line["verb"] = ended.verb.empty() ? "greeting" : ended.verb;
        if (ended.number != 0) line["message"] = ended.number;
        line["bytes"] = ended.bytes;
        line["microseconds"] = std::chrono::duration_cast<std::chrono::microseconds>(ended.took).count();
        line["result"] = ended.failure ? "failed" : ended.refused ? "refused" : "ok";
        if (ended.refused) line["reply"] = reply_;
        if (ended.failure) line["error"] = ended.failure.message();
        out_ << boost::json::serialize(line) + '\n';  // in one piece
    }

    std::ostream& out_;
    std::string reply_;  // the line that the server sent last
};

asio::awaitable<std::size_t> fetch(account whose, json_log& log) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(whose.server.trace(std::ref(log)));
    co_await session.login(whose.credentials);
    const auto inbox = co_await session.mails();
    auto messages = session.retrieve(inbox);
    while (auto message = co_await messages.next())
        try {
            co_await message->read_to(popline::blocking_file(free_path(".", *message)));
            message->mark_deleted();  // its file and folder are synced
        } catch (const popline::error& why) {
            std::cerr << why.what() << '\n';  // refused or not stored: it stays on the server
        }
    const auto committed = co_await session.quit();
    std::cout << inbox.size() << " messages, " << committed.done << " removed\n";
    co_return inbox.size() - committed.done;
}

}  // namespace

int main(int argc, char** argv) try {
    json_log log(std::cerr);
    asio::io_context context;
    auto left = asio::co_spawn(context, fetch(account_of({argv + 1, argv + argc}), log), asio::use_future);
    context.run();
    return left.get() == 0 ? 0 : 1;
} catch (const std::exception& why) {
    std::cerr << why.what() << '\n';
    return 1;
}
