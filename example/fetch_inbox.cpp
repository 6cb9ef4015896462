// SPDX-License-Identifier: BSL-1.0
// The README's first program: fetches all mail of a maildrop into files, and deletes from the server what is
// synced to the disk. It may be run again and again: no file is written over, and what could not be fetched
// or stored stays on the server.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <iostream>
#include <popline.hpp>

#include "free_path.hpp"

namespace asio = boost::asio;

/// Returns how many messages are left on the server.
asio::awaitable<std::size_t> fetch_inbox(popline::server server, std::string user, std::string password) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(server);  // over TLS
    co_await session.login(user, password);

    const auto inbox = co_await session.mails();
    auto messages = session.retrieve(inbox);
    while (auto message = co_await messages.next()) {
        try {
            // There and synced when this comes back, or not there at all.
            co_await message->read_to(popline::blocking_file(free_path(".", *message)));
            message->mark_deleted();
        } catch (const popline::error& why) {
            std::cerr << why.what() << '\n';  // refused, or not stored: the others come all the same
        }
    }
    const auto committed = co_await session.quit();
    std::cout << inbox.size() << " messages, " << committed.removed << " removed\n";
    co_return inbox.size() - committed.removed;
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
    std::size_t left = 0;
    asio::co_spawn(context, fetch_inbox(server, argv[2], argv[3]),
                   [&](std::exception_ptr why, std::size_t messages) {
                       failure = why;
                       left = messages;
                   });
    context.run();
    try {
        if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& why) {
        std::cerr << why.what() << '\n';
        return 1;
    }
    return left == 0 ? 0 : 1;
}
