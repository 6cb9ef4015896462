// SPDX-License-Identifier: BSL-1.0
// A TCP server whose handlers await mail while it goes on serving others, all on one thread.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <iostream>
#include <popline.hpp>
#include <popline/testing/server.hpp>
#include <string>
#include <vector>

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

asio::awaitable<std::string> count_mail(popline::server where) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(where);
    co_await session.login(popline::credentials("user", "secret").send_in_clear());
    const auto there_is = co_await session.stat();
    co_await session.quit();
    co_return std::to_string(there_is.messages) + " messages\n";
}

/// Answers "mail" with what is in the maildrop, and any other line with itself.
asio::awaitable<void> serve(tcp::socket client, popline::server mail) {
    std::string line;
    co_await asio::async_read_until(client, asio::dynamic_buffer(line, 512), '\n', asio::use_awaitable);
    if (line == "mail\n") {
        try {
            line = co_await count_mail(mail);  // this client waits, the others do not
        } catch (const popline::error& failure) {
            line = std::string(failure.what()) + '\n';
        }
    }
    co_await asio::async_write(client, asio::buffer(line), asio::use_awaitable);
}

void report(std::exception_ptr failure) {
    if (failure) std::cerr << popline::code_of(failure).message() << '\n';
}

asio::awaitable<void> listen(tcp::acceptor& door, popline::server mail) {
    while (door.is_open()) {
        auto client = co_await door.async_accept(asio::use_awaitable);
        asio::co_spawn(door.get_executor(), serve(std::move(client), mail), report);
    }
}

asio::awaitable<std::string> ask(tcp::endpoint whom, std::string line) {
    tcp::socket socket(co_await asio::this_coro::executor);
    co_await socket.async_connect(whom, asio::use_awaitable);
    co_await asio::async_write(socket, asio::buffer(line), asio::use_awaitable);
    std::string answer;
    co_await asio::async_read_until(socket, asio::dynamic_buffer(answer), '\n', asio::use_awaitable);
    co_return answer;
}

}  // namespace

int main() {
    asio::io_context context;
    popline::testing::server mail(context.get_executor());
    mail.generate(3, 1'000).delay(std::chrono::milliseconds(50));  // far away
    tcp::acceptor door(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    const auto where = popline::server("127.0.0.1").port(mail.port()).security(popline::security::cleartext);
    asio::co_spawn(context, listen(door, where), [](std::exception_ptr) {});  // ends when the door is shut

    std::vector<std::string> answers;
    auto keep = [&](std::exception_ptr failure, std::string answer) {
        answers.push_back(failure ? "failed" : answer);
        if (answers.size() < 2) return;
        door.close();
        mail.stop();
    };
    asio::co_spawn(context, ask(door.local_endpoint(), "mail\n"), keep);
    asio::co_spawn(context, ask(door.local_endpoint(), "hello\n"), keep);
    context.run();

    for (const auto& answer : answers)
        std::cout << answer;
    return answers == std::vector<std::string>{"hello\n", "3 messages\n"} ? 0 : 1;
}
