// SPDX-License-Identifier: BSL-1.0
// The README's first program: fetches all mail of a maildrop into files, and deletes what is safely there.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <popline.hpp>

namespace asio = boost::asio;

asio::awaitable<void> fetch_inbox(popline::server server, std::string user, std::string password) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(server);
    co_await session.login(user, password);

    auto inbox = co_await session.mails();
    auto messages = session.retrieve(inbox);
    while (auto message = co_await messages.next()) {
        std::ofstream file(std::to_string(message->number()) + ".eml", std::ios::binary);
        co_await message->read_to(file);
        if (file.flush()) message->mark_deleted();
    }
    const auto committed = co_await session.quit();
    std::cout << inbox.size() << " messages, " << committed.removed << " removed\n";
}

int main(int argc, char** argv) {
    if (argc < 4 || argc > 6) {
        std::cerr << "usage: fetch_inbox HOST USER PASSWORD [PORT [CA-FILE]]\n";
        return 2;
    }
    auto server = popline::server(argv[1]);
    if (argc > 4) server = server.port(static_cast<std::uint16_t>(std::atoi(argv[4])));
    if (argc > 5) server = server.tls(popline::tls(popline::tls_options().authorities(argv[5])));
    asio::io_context context;
    std::exception_ptr failure;
    asio::co_spawn(context, fetch_inbox(server, argv[2], argv[3]),
                   [&](std::exception_ptr why) { failure = why; });
    context.run();
    try {
        if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& why) {
        std::cerr << why.what() << '\n';
        return 1;
    }
}
