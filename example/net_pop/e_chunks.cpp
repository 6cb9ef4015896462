// SPDX-License-Identifier: BSL-1.0
// By chunks: no message is ever whole in memory, however large it is.
#include <fstream>
#include <iostream>

#include "run.hpp"

asio::awaitable<void> run(popline::server where, popline::credentials who) {
    int number = 0;
    auto each = [&](popline::message& message) -> asio::awaitable<void> {
        std::ofstream file("inbox/" + std::to_string(number++), std::ios::binary);
        auto chunk = [&file](std::string_view octets) { file << octets; };
        co_await message.read_to(chunk);
        if (!file.flush()) throw std::runtime_error("inbox: the disk is full");
    };
    const auto done = co_await popline::delete_all(where, who, each);
    std::cout << done.removed << " mails popped.\n";
}
