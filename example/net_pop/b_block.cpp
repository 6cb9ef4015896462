// SPDX-License-Identifier: BSL-1.0
// The same in a block: it ends in QUIT, or, if an exception leaves it, without.
#include <iostream>

#include "run.hpp"

asio::awaitable<void> run(popline::server where, popline::credentials who) {
    auto block = [](popline::session& pop) -> asio::awaitable<void> {
        const auto inbox = co_await pop.mails();
        if (inbox.empty()) std::cout << "No mail.\n";

        int number = 0;
        auto each = [&](popline::message& message) -> asio::awaitable<void> {
            co_await message.read_to(popline::blocking_file("inbox/" + std::to_string(number++)));
            message.mark_deleted();
        };
        co_await popline::for_each_mail(pop, each);
        if (number > 0) std::cout << number << " mails popped.\n";
    };
    co_await popline::with_session(where, who, block);
}
