// SPDX-License-Identifier: BSL-1.0
#include "token_command.hpp"

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>
#include <utility>

#include "running_command.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {

using clock = std::chrono::steady_clock;

constexpr clock::duration longest_pause = std::chrono::milliseconds(50);

std::string name_of(popline::token_reason why) {
    return why == popline::token_reason::login ? "login" : "refused";
}

std::string seconds_in(std::chrono::milliseconds time) {
    auto made = std::to_string(std::chrono::duration<double>(time).count());
    made.erase(made.find_last_not_of('0') + 1);
    if (made.ends_with('.')) made.pop_back();
    return made + " s";
}

/// Looks at the command again and again, at first after a millisecond, then after an eighth of the time that
/// it has run. POSIX has no descriptor that becomes ready when a process ends.
asio::awaitable<popline::secret> run_in_time(std::string line, std::chrono::milliseconds limit) {
    running_command command(line, "token");
    asio::steady_timer pause(co_await asio::this_coro::executor);
    const auto began = clock::now();
    while (!command.has_ended()) {
        const auto passed = clock::now() - began;
        if (passed >= limit)
            throw std::runtime_error("the token command ran longer than " + seconds_in(limit));
        pause.expires_after(
            std::clamp<clock::duration>(passed / 8, std::chrono::milliseconds(1), longest_pause));
        co_await pause.async_wait(asio::use_awaitable);
    }
    co_return command.first_line();
}

}  // namespace

popline::token_provider tokens_of_command(std::string line, std::chrono::milliseconds limit) {
    const auto run = [line = std::move(line), limit](popline::token_reason why) {
        // As a line of its own, so that all commands of the line see it.
        return run_in_time("export POPLINE_TOKEN_REASON=" + name_of(why) + "\n" + line, limit);
    };
    return popline::token_provider(run);
}

}  // namespace tool
