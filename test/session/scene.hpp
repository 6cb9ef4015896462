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

/// Runs a coroutine to its end, and throws what it throws. A server may go on listening in the same context.
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

/// Runs the context until the server has read the last commands and the end of each connection.
inline void settle(embedded& there) {
    there.context.restart();
    while (there.server.counts().open > 0)
        if (there.context.run_one_for(std::chrono::seconds(60)) == 0)
            throw std::logic_error("a client's socket stays open");
}

/// Connects a session, logs in, and runs `body(session)`; then the session is closed.
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

/// Returns what an operation throws. The test fails if the operation succeeds.
template <class T>
awaitable<error> failure_of(awaitable<T> operation) {
    try {
        static_cast<void>(co_await std::move(operation));
    } catch (const error& why) {
        co_return why;
    }
    throw std::logic_error("the operation should have failed");
}

/// Throws unless an operation throws an exception of type Expected, which is not a popline::error.
template <class Expected, class T>
awaitable<void> throws(awaitable<T> operation) {
    try {
        static_cast<void>(co_await std::move(operation));
    } catch (const Expected&) {
        co_return;
    }
    throw std::logic_error("the operation should have thrown");
}

/// Suspends once, so that the other handlers that are ready run first.
inline awaitable<void> turn() {
    co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
}

struct way {
    const char* name;
    popline::server where;
};

/// The three ways to connect to the embedded server.
inline std::vector<way> ways(const embedded& there) {
    return {{"in clear", there.plain()}, {"STLS", there.upgraded()}, {"TLS", there.secured()}};
}

/// Adds messages that all differ. Some have lines that begin with dots, and one is empty.
inline std::vector<std::string> fill(embedded& there, std::size_t count, std::size_t octets = 0) {
    std::vector<std::string> sent;
    for (std::size_t number = 1; number <= count; ++number) {
        sent.push_back("Subject: " + std::to_string(number) + "\r\n\r\n.dot\r\n..\r\n"
                       + std::string(octets, 'x') + "\r\n");
        there.server.add(sent.back());
    }
    return sent;
}

/// Returns how many lines of a transcript begin with this text.
inline std::size_t count(const std::vector<std::string>& lines, const std::string& head) {
    std::size_t found = 0;
    for (const auto& line : lines)
        found += line.starts_with(head);
    return found;
}

}  // namespace popline::test
