// SPDX-License-Identifier: BSL-1.0
// The README's first program. It stores all mail of a maildrop in files, and deletes from the server what is
// synced to the disk. It may be run again and again: it writes over no file, and a message that it cannot
// fetch or store stays on the server. Exit status 1 if a message is left on the server, or if the run failed.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <cstdint>
#include <future>
#include <iostream>
#include <popline.hpp>
#include <stdexcept>
#include <string>

#include "free_path.hpp"

namespace asio = boost::asio;

asio::awaitable<std::size_t> fetch_inbox(popline::server server, std::string user, std::string password) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(server);  // over TLS
    co_await session.login(user, password);
    const auto inbox = co_await session.mails();
    auto messages = session.retrieve(inbox);
    while (auto message = co_await messages.next())
        try {
            co_await message->read_to(popline::blocking_file(free_path(".", *message)));
            message->mark_deleted();  // its file is whole and synced
        } catch (const popline::error& why) {
            std::cerr << why.what() << '\n';  // refused or not stored: it stays on the server
        }
    const auto committed = co_await session.quit();  // nothing is deleted before this
    std::cout << inbox.size() << " messages, " << committed.done << " removed\n";
    co_return inbox.size() - committed.done;
}

int main(int argc, char** argv) try {
    if (argc < 4) throw std::invalid_argument("usage: fetch_inbox HOST USER PASSWORD [PORT [CA-FILE]]");
    auto server = popline::server(argv[1]).port(std::uint16_t(argc > 4 ? std::stoi(argv[4]) : 995));
    if (argc > 5) server = server.tls(popline::tls_options().authorities(argv[5]));
    asio::io_context context;
    auto left = asio::co_spawn(context, fetch_inbox(server, argv[2], argv[3]), asio::use_future);
    context.run();
    return left.get() == 0 ? 0 : 1;
} catch (const std::exception& why) {
    std::cerr << why.what() << '\n';
    return 1;
}
