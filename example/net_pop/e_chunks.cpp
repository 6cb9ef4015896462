// SPDX-License-Identifier: BSL-1.0
// By chunks: no message is ever whole in memory, however large it is.
#include <iostream>

#include "run.hpp"

asio::awaitable<void> run(popline::server where, popline::credentials who) {
    std::size_t total = 0;
    auto each = [&total](popline::message& message) -> asio::awaitable<void> {
        auto chunk = [&total](std::string_view octets) { total += octets.size(); };
        const auto path = free_path("inbox", message);
        co_await message.read_to(popline::tee(chunk, popline::blocking_file(path)));
    };
    const auto done = co_await popline::delete_all(where, who, each);
    for (const auto& [number, why] : done.refused)
        std::cerr << number << ": " << why << '\n';  // it stays; the others came
    std::cout << done.removed << " mails popped, " << total << " octets.\n";
}
