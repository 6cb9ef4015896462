// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <stdexcept>
#include <utility>

namespace popline::test {

/// Runs a coroutine until nothing is left to do, and hands on what it throws. `body` takes nothing and
/// returns an `awaitable`; it is kept alive here, which a temporary closure would not be.
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
    if (!finished) throw std::logic_error("the coroutine never finished");
}

}  // namespace popline::test
