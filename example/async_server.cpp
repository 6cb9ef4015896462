// SPDX-License-Identifier: BSL-1.0
// A TCP server on one thread. A handler awaits mail while the server serves other clients. The server prints
// its port and runs until SIGTERM or SIGINT.
//
//     POP_PASSWORD=... async_server HOST USER [PORT [CA-FILE]]
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <iostream>
#include <popline.hpp>
#include <string>

#include "account.hpp"

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

asio::awaitable<std::string> count_mail(account whose) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(whose.server);
    co_await session.login(whose.credentials);
    const auto maildrop = co_await session.stat();
    co_await session.quit();
    co_return std::to_string(maildrop.messages) + " messages\n";
}

/// Replies to the line "mail" with the number of messages, and to any other line with the same line.
asio::awaitable<void> serve(tcp::socket client, account whose) {
    std::string line;
    co_await asio::async_read_until(client, asio::dynamic_buffer(line, 512), '\n', asio::use_awaitable);
    if (line == "mail\n") {
        try {
            line = co_await count_mail(whose);  // the server serves other clients meanwhile
        } catch (const popline::error& why) {
            line = std::string(why.what()) + '\n';
        }
    }
    co_await asio::async_write(client, asio::buffer(line), asio::use_awaitable);
}

/// A client that hangs up ends its own coroutine only.
void report(std::exception_ptr failure) {
    try {
        if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& why) {
        std::cerr << why.what() << '\n';
    }
}

asio::awaitable<void> listen(tcp::acceptor& acceptor, account whose) {
    while (acceptor.is_open()) {
        auto client = co_await acceptor.async_accept(asio::use_awaitable);
        asio::co_spawn(acceptor.get_executor(), serve(std::move(client), whose), report);
    }
}

}  // namespace

int main(int argc, char** argv) try {
    const auto whose = account_of({argv + 1, argv + argc});
    asio::io_context context;
    tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    std::cout << acceptor.local_endpoint().port() << std::endl;
    asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&](boost::system::error_code, int) { context.stop(); });
    asio::co_spawn(context, listen(acceptor, whose), report);
    context.run();
} catch (const std::exception& why) {
    std::cerr << why.what() << '\n';
    return 1;
}
