// SPDX-License-Identifier: BSL-1.0
// Connect, log in, delete all and quit in one call.
#include <iostream>

#include "run.hpp"

asio::awaitable<void> run(popline::server where, popline::credentials who) {
    auto each = [](popline::message& message) -> asio::awaitable<void> {
        co_await message.read_to(popline::blocking_file(free_path("inbox", message)));
    };
    const auto done = co_await popline::delete_all(where, who, each);
    for (const auto& [number, why] : done.refused)
        std::cerr << number << ": " << why << '\n';  // it stays; the others came
    std::cout << done.removed << " mails popped.\n";
}
