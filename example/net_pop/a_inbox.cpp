// SPDX-License-Identifier: BSL-1.0
// Each mail into a file of its own, and then off the server.
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
        int number = 0;
        auto messages = pop.retrieve(inbox);
        while (auto message = co_await messages.next()) {
            co_await message->read_to(popline::blocking_file("inbox/" + std::to_string(number++)));
            message->mark_deleted();
        }
        std::cout << inbox.size() << " mails popped.\n";
    }
    co_await pop.quit();
}
