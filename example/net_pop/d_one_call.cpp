// SPDX-License-Identifier: BSL-1.0
// Connect, log in, delete all and quit in one call.
#include <iostream>

#include "run.hpp"

asio::awaitable<void> run(popline::server where, popline::credentials who) {
    int number = 0;
    auto each = [&](popline::message& message) -> asio::awaitable<void> {
        co_await message.read_to(popline::blocking_file("inbox/" + std::to_string(number++)));
    };
    const auto done = co_await popline::delete_all(where, who, each);
    std::cout << done.removed << " mails popped.\n";
}
