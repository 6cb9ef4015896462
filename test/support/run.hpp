// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <stdexcept>
#include <utility>

namespace popline::test {

/// Runs a coroutine until the context has no work left, and rethrows its exception. `body` is a function
/// object that takes no argument and returns an `awaitable`. It lives until run() returns, so its captures
/// stay valid.
template <class Body>
void run(boost::asio::io_context& context, Body body) {
    std::exception_ptr failure;
    bool finished = false;
    boost::asio::co_spawn(context, body(), [&](std::exception_ptr why) {
        failure = std::move(why);
        finished = true;
    });
    context.restart();
    context.run();
    if (failure) std::rethrow_exception(failure);
    if (!finished) throw std::logic_error("the context ran out of work before the coroutine finished");
}

}  // namespace popline::test
