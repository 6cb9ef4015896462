// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "support/embedded.hpp"
#include "support/thrown.hpp"

namespace popline::test {

using boost::asio::awaitable;

/// Runs a coroutine to its end in a context in which a server goes on listening, and hands on what it throws.
template <class Body>
void play(boost::asio::io_context& context, Body body) {
    std::exception_ptr failure;
    bool finished = false;
    boost::asio::co_spawn(context, body(), [&](std::exception_ptr why) {
        failure = std::move(why);
        finished = true;
    });
    context.restart();
    while (!finished)
        if (context.run_one_for(std::chrono::seconds(60)) == 0) throw std::logic_error("the coroutine hangs");
    if (failure) std::rethrow_exception(failure);
}

/// Lets the server hear what its clients said last, and that they are gone.
inline void settle(embedded& there) {
    there.context.restart();
    while (there.server.counts().open > 0)
        if (there.context.run_one_for(std::chrono::seconds(60)) == 0)
            throw std::logic_error("a client's socket stays open");
}

/// Opens a session, logs it in, and plays `body(session)`; then the session is closed.
template <class Body>
void play(embedded& there, popline::server where, Body body) {
    session session(there.context);
    auto all = [&]() -> awaitable<void> {
        co_await session.connect(where);
        co_await session.login(known_user());
        co_await body(session);
    };
    try {
        play(there.context, all);
    } catch (...) {
        session.close();
        throw;
    }
    session.close();
    settle(there);
}

/// What an operation throws; an operation that succeeds is the test's failure.
template <class T>
awaitable<error> failure_of(awaitable<T> operation) {
    try {
        static_cast<void>(co_await std::move(operation));
    } catch (const error& why) {
        co_return why;
    }
    throw std::logic_error("the operation should have failed");
}

/// The same for an exception that is not ours. It returns nothing that a test could
/// overlook.
template <class Expected, class T>
awaitable<void> throws(awaitable<T> operation) {
    try {
        static_cast<void>(co_await std::move(operation));
    } catch (const Expected&) {
        co_return;
    }
    throw std::logic_error("the operation should have thrown");
}

/// Lets everything else that is ready have its turn.
inline awaitable<void> turn() {
    co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
}

struct way {
    const char* name;
    popline::server where;
};

/// The three ways to the embedded server.
inline std::vector<way> ways(const embedded& there) {
    return {{"in clear", there.plain()}, {"STLS", there.upgraded()}, {"TLS", there.secured()}};
}

/// Messages that differ, with lines that begin with dots, and an empty one.
inline std::vector<std::string> fill(embedded& there, std::size_t count, std::size_t octets = 0) {
    std::vector<std::string> sent;
    for (std::size_t number = 1; number <= count; ++number) {
        sent.push_back("Subject: " + std::to_string(number) + "\r\n\r\n.dot\r\n..\r\n"
                       + std::string(octets, 'x') + "\r\n");
        there.server.add(sent.back());
    }
    return sent;
}

/// How many lines of a transcript begin with this.
inline std::size_t count(const std::vector<std::string>& lines, const std::string& head) {
    std::size_t found = 0;
    for (const auto& line : lines)
        found += line.starts_with(head);
    return found;
}

}  // namespace popline::test
