// SPDX-License-Identifier: BSL-1.0
// The jobs of many sessions.
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>
#include <vector>

#include "clients/popline_jobs.hpp"
#include "stopwatch.hpp"

namespace bench {
namespace {

struct tally {
    using clock = std::chrono::steady_clock;

    explicit tally(std::uint64_t sessions) { finished.reserve(sessions); }

    stopwatch watch;
    clock::time_point begin = clock::now();
    std::uint64_t messages = 0;
    std::uint64_t octets = 0;
    std::vector<double> finished;  ///< seconds after the beginning

    void finish() {
        finished.push_back(std::chrono::duration<double>(clock::now() - begin).count());
        if (finished.size() < finished.capacity()) return;
        watch.print(messages, octets);
        std::sort(finished.begin(), finished.end());
        std::printf("finished_median=%.6f finished_p99=%.6f\n", finished[finished.size() / 2],
                    finished[finished.size() * 99 / 100]);
    }
};

boost::asio::awaitable<void> collect(popline::server from, std::shared_ptr<tally> all) {
    popline::session session(co_await boost::asio::this_coro::executor);
    co_await session.connect(from);
    co_await session.login(credentials_of());
    auto take = [&](std::string_view piece) { all->octets += piece.size(); };
    const auto inbox = co_await session.mails();
    auto messages = session.retrieve(inbox);
    while (auto message = co_await messages.next()) {
        co_await message->read_to(take);
        ++all->messages;
    }
    co_await session.quit();
    all->finish();
}

}  // namespace

boost::asio::awaitable<void> hold_many_sessions(const job& what) {
    const auto from = server_of(what);
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto all = std::make_shared<tally>(what.count);
    for (std::uint64_t session = 0; session < what.count; ++session)
        boost::asio::co_spawn(executor, collect(from, all), [](std::exception_ptr why) {
            if (why) std::rethrow_exception(why);
        });
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

}  // namespace bench
