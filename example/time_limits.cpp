// SPDX-License-Identifier: BSL-1.0
// Time-outs and cancellation: the programs of docs/errors.md. SECONDS is the limit of each operation, and
// TOTAL is the limit of the run, in seconds.
//
//     POP_PASSWORD=... time_limits SECONDS TOTAL HOST USER [PORT [CA-FILE]]
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cmath>
#include <exception>
#include <functional>
#include <iostream>
#include <popline.hpp>
#include <stdexcept>
#include <string>

#include "account.hpp"

namespace asio = boost::asio;

namespace {

asio::awaitable<void> print_total(popline::session& session, std::chrono::milliseconds time) {
    const auto maildrop = co_await popline::within(time, session.stat());
    std::cout << maildrop.messages << " messages\n";
}

/// Returns whether the listing came before the timer expired.
asio::awaitable<bool> list_until(popline::session& session, asio::steady_timer& limit) {
    using namespace asio::experimental::awaitable_operators;
    const auto first = co_await (session.mails() || limit.async_wait(asio::use_awaitable));
    co_return first.index() == 0;  // otherwise the listing was cancelled, and the session goes on
}

/// Returns whether the listing came. If not, the caller's coroutine was cancelled.
asio::awaitable<bool> list_unless_cancelled(popline::session& session) {
    try {
        static_cast<void>(co_await session.mails());
        co_return true;
    } catch (const boost::system::system_error& failure) {  // popline::error is one, too
        if (failure.code() != popline::condition::cancelled) throw;
        co_return false;
    }
}

void start(asio::io_context& context, asio::awaitable<void> collector, asio::cancellation_signal& stop,
           std::function<void(std::exception_ptr)> done) {
    asio::co_spawn(context, std::move(collector), asio::bind_cancellation_slot(stop.slot(), done));
    // later, on the context's thread: stop.emit(asio::cancellation_type::terminal);
}

/// Does each of these once. The session goes on after a time-out.
asio::awaitable<void> run(account whose, std::chrono::milliseconds time) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(whose.server);
    co_await session.login(whose.credentials);
    try {
        co_await print_total(session, time);
    } catch (const popline::error& why) {
        std::cout << why.what() << '\n';
    }
    asio::steady_timer limit(session.get_executor(), time);
    const bool in_time = co_await list_until(session, limit);
    std::cout << (in_time ? "listed in time\n" : "not listed in time\n");
    const bool listed = co_await list_unless_cancelled(session);
    std::cout << (listed ? "listed\n" : "cancelled\n");
}

std::chrono::milliseconds milliseconds(const char* seconds) {
    return std::chrono::milliseconds(std::lround(std::stod(seconds) * 1'000));
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 4) throw std::invalid_argument("usage: time_limits SECONDS TOTAL HOST USER [PORT [CA-FILE]]");
    const auto time = milliseconds(argv[1]);
    asio::io_context context;
    asio::cancellation_signal stop;
    asio::steady_timer total(context, milliseconds(argv[2]));
    total.async_wait([&](boost::system::error_code cancelled) {
        if (!cancelled) stop.emit(asio::cancellation_type::terminal);
    });
    std::exception_ptr failure;
    start(context, run(account_of({argv + 3, argv + argc}), time), stop, [&](std::exception_ptr why) {
        failure = why;
        total.cancel();
    });
    context.run();
    if (failure) std::rethrow_exception(failure);
} catch (const std::exception& why) {
    std::cerr << why.what() << '\n';
    return 1;
}
