// SPDX-License-Identifier: BSL-1.0
// Retrieves a maildrop with the library and throws it away; prints what the retrieval alone cost.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <iostream>
#include <popline.hpp>

#include "stopwatch.hpp"

namespace asio = boost::asio;

namespace {

asio::awaitable<void> fetch(popline::server server, bool listing_only) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(server);
    co_await session.login(popline::credentials("user", "secret").send_in_clear());
    const auto inbox = co_await session.mails();

    std::uint64_t octets = 0;
    auto count = [&octets](std::string_view piece) { octets += piece.size(); };
    const stopwatch watch;
    auto messages = session.retrieve(listing_only ? std::vector<popline::mail>() : inbox);
    while (auto message = co_await messages.next())
        co_await message->read_to(count);
    watch.print(inbox.size(), octets);
    co_await session.quit();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4 || argc > 5) {
        std::cerr << "usage: fetch PORT CA-FILE|- retrieve|list [WINDOW]\n";
        return 2;
    }
    auto server = popline::server("127.0.0.1").port(static_cast<std::uint16_t>(std::atoi(argv[1])));
    if (const std::string authority = argv[2]; authority == "-")
        server = server.security(popline::security::cleartext);
    else
        server = server.tls(popline::tls(popline::tls_options().authorities(authority)));
    if (argc == 5)
        server = server.pipelining(popline::pipelining::window(std::strtoul(argv[4], nullptr, 10)));

    asio::io_context context(1);
    std::exception_ptr failure;
    asio::co_spawn(context, fetch(server, argv[3] == std::string("list")),
                   [&](std::exception_ptr why) { failure = why; });
    context.run();
    try {
        if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& why) {
        std::cerr << why.what() << '\n';
        return 1;
    }
}
