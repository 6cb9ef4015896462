// SPDX-License-Identifier: BSL-1.0
// Reads each mail in chunks, so that no mail is in memory as a whole.
#include <iostream>

#include "run.hpp"

asio::awaitable<void> run(popline::server where, popline::credentials who) {
    std::size_t total = 0;
    auto each = [&total](popline::message& message) -> asio::awaitable<void> {
        auto chunk = [&total](std::string_view bytes) { total += bytes.size(); };
        const auto path = free_path("inbox", message);
        co_await message.read_to(popline::tee(chunk, popline::blocking_file(path)));
    };
    const auto deleted = co_await popline::delete_all(where, who, each);
    for (const auto& one : deleted.failed)
        std::cerr << one.number << ": " << one.reply << '\n';  // refused: it stays on the server
    std::cout << deleted.done << " mails popped, " << total << " bytes.\n";
}
