// SPDX-License-Identifier: BSL-1.0
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <iostream>
#include <popline.hpp>

namespace asio = boost::asio;

asio::awaitable<void> hello() {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect("pop.example.com");
    std::cout << session.greeting() << '\n';
}

int main() {
    asio::io_context context;
    asio::co_spawn(context, hello(), asio::detached);
    context.run();
}
