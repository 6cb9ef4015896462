// SPDX-License-Identifier: BSL-1.0
// Connects, logs in, deletes all mails and quits in one call.
#include <iostream>

#include "run.hpp"

asio::awaitable<void> run(popline::server where, popline::credentials who) {
    auto each = [](popline::message& message) -> asio::awaitable<void> {
        co_await message.read_to(popline::blocking_file(free_path("inbox", message)));
    };
    const auto deleted = co_await popline::delete_all(where, who, each);
    for (const auto& one : deleted.failed)
        std::cerr << one.number << ": " << one.reply << '\n';  // refused: it stays on the server
    std::cout << deleted.done << " mails popped.\n";
}
