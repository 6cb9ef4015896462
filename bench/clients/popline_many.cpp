// SPDX-License-Identifier: BSL-1.0
// The jobs of the client popline that have many sessions.
#include <malloc.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "clients/popline_jobs.hpp"
#include "stopwatch.hpp"

namespace bench {
namespace {

struct tally {
    using clock = std::chrono::steady_clock;

    explicit tally(const job& what) : from(server_of(what)) { finished.reserve(what.count); }

    const popline::server from;
    stopwatch watch;
    clock::time_point begin = clock::now();
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;
    std::vector<double> finished;  ///< when each session ended, in seconds after the start

    void finish() {
        finished.push_back(std::chrono::duration<double>(clock::now() - begin).count());
        if (finished.size() < finished.capacity()) return;
        watch.print(messages, bytes);
        std::sort(finished.begin(), finished.end());
        std::printf("finished_median=%.6f finished_p99=%.6f\n", finished[finished.size() / 2],
                    finished[finished.size() * 99 / 100]);
    }
};

boost::asio::awaitable<void> collect(std::shared_ptr<tally> all) {
    popline::session session(co_await boost::asio::this_coro::executor);
    co_await session.connect(all->from);
    co_await session.login(credentials_of());
    auto take = [&](std::string_view piece) { all->bytes += piece.size(); };
    auto messages = session.retrieve(co_await session.mails());
    while (auto message = co_await messages.next()) {
        co_await message->read_to(take);
        ++all->messages;
    }
    co_await session.quit();
    all->finish();
}

/// Bytes that the C library has allocated, with those of its large blocks.
std::size_t heap() {
    const auto known = mallinfo2();
    return known.uordblks + known.hblkhd;
}

}  // namespace

boost::asio::awaitable<void> hold_many_sessions(const job& what) {
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto all = std::make_shared<tally>(what);
    for (std::uint64_t session = 0; session < what.count; ++session)
        boost::asio::co_spawn(executor, collect(all), [](std::exception_ptr why) {
            if (why) std::rethrow_exception(why);
        });
}

/// Keeps many sessions that are logged in and idle. Prints how many bytes of heap each has, with those of its
/// TLS and of its socket in Asio.
boost::asio::awaitable<void> hold_idle_sessions(const job& what) {
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto to = server_of(what);
    const stopwatch watch;
    std::vector<popline::session> idle;
    idle.reserve(what.count);
    std::size_t before = 0;
    for (std::uint64_t number = 0; number < what.count; ++number) {
        auto& session = idle.emplace_back(executor);
        co_await session.connect(to);
        co_await session.login(credentials_of());
        co_await session.stat();
        if (number == 0) before = heap();  // the first session creates what all share
    }
    watch.print(what.count, 0);
    std::printf("heap=%ju\n", static_cast<std::uintmax_t>((heap() - before) / (what.count - 1)));
}

boost::asio::awaitable<void> log_in_and_out(const job& what) {
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto to = server_of(what);
    const stopwatch watch;
    for (std::uint64_t time = 0; time < what.count; ++time) {
        popline::session session(executor);
        co_await session.connect(to);
        co_await session.login(credentials_of());
        co_await session.quit();
    }
    watch.print(what.count, 0);
}

/// Logs in to one account again and again, like a program that polls it. BENCH_KEEPS says what it keeps
/// between two logins: everything, or only the TLS context, or nothing.
boost::asio::awaitable<void> visit(const job& what) {
    const char* const set = std::getenv("BENCH_KEEPS");
    const std::string keeps = set ? set : "everything";
    const auto use = keeps == "everything" ? popline::tls_resumption::on : popline::tls_resumption::off;
    const auto executor = co_await boost::asio::this_coro::executor;
    auto to = server_of(what).tls(tls_of(what, use));
    const stopwatch watch;
    for (std::uint64_t time = 0; time < what.count; ++time) {
        if (keeps == "nothing") to = to.tls(tls_of(what, use));
        popline::session session(executor);
        co_await session.connect(to);
        co_await session.login(credentials_of());
        co_await session.quit();
    }
    watch.print(what.count, 0);
}

}  // namespace bench
