// SPDX-License-Identifier: BSL-1.0
// Stores each mail in a file, then deletes it from the server.
#include <iostream>

#include "run.hpp"

asio::awaitable<void> run(popline::server where, popline::credentials who) {
    popline::session pop(co_await asio::this_coro::executor);
    co_await pop.connect(where);
    co_await pop.login(who);

    const auto inbox = co_await pop.mails();
    if (inbox.empty()) {
        std::cout << "No mail.\n";
    } else {
        int popped = 0;
        auto messages = pop.retrieve(inbox);
        while (auto message = co_await messages.next()) {
            if (message->refused()) {
                std::cerr << message->refused()->what() << '\n';  // refused: it stays on the server
                continue;
            }
            co_await message->read_to(popline::blocking_file(free_path("inbox", *message)));
            message->mark_deleted();
            ++popped;
        }
        std::cout << popped << " mails popped.\n";
    }
    co_await pop.quit();
}
