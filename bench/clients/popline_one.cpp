// SPDX-License-Identifier: BSL-1.0
// The jobs of the client popline that have one session.
#include <cstdio>
#include <vector>

#include "clients/popline_jobs.hpp"
#include "digest.hpp"
#include "stopwatch.hpp"

namespace bench {
namespace {

void tell(const char* name, std::uint64_t number) {
    std::printf("%s=%ju\n", name, static_cast<std::uintmax_t>(number));
}

}  // namespace

// The job `ready` does all of this except the retrieval. The difference is the cost of the retrieval.
boost::asio::awaitable<void> retrieve(const job& what) {
    popline::session session(co_await boost::asio::this_coro::executor);
    co_await session.connect(server_of(what));
    co_await session.login(credentials_of());
    auto inbox = co_await session.mails();
    co_await session.noop();
    const auto count = inbox.size();
    if (what.name == "ready") inbox.clear();

    std::uint64_t bytes = 0;
    digest sum;
    auto take = [&](std::string_view piece) {
        bytes += piece.size();
        if (what.digest) sum.add(piece);
    };
    const bool header = what.name == "top";
    const bool deletes = what.name == "retrieve-delete";
    const auto before = session.counters();
    const stopwatch watch;
    auto messages = header ? session.top(std::move(inbox), 0) : session.retrieve(std::move(inbox));
    while (auto message = co_await messages.next()) {
        co_await message->read_to(take);
        if (deletes) message->mark_deleted();
    }
    if (deletes) co_await session.noop();  // its reply comes after those of all DELEs
    watch.print(count, bytes, what.digest ? sum.text() : "-");
    tell("flights", session.counters().round_trips - before.round_trips);
    co_await session.quit();
    tell("flights_of_session", session.counters().round_trips);
}

boost::asio::awaitable<void> list(const job& what) {
    popline::session session(co_await boost::asio::this_coro::executor);
    co_await session.connect(server_of(what));
    co_await session.login(credentials_of());
    const stopwatch watch;
    const auto inbox = co_await session.mails();
    watch.print(inbox.size(), 0);
    co_await session.quit();
}

boost::asio::awaitable<void> stat(const job& what) {
    popline::session session(co_await boost::asio::this_coro::executor);
    co_await session.connect(server_of(what));
    co_await session.login(credentials_of());
    co_await session.stat();
    const stopwatch watch;
    for (std::uint64_t time = 0; time < what.count; ++time)
        co_await session.stat();
    watch.print(what.count, 0);
    co_await session.quit();
}

}  // namespace bench
