// SPDX-License-Identifier: BSL-1.0
// Deletes all mails in a block. A mail is marked for deletion after its file is synced.
#include <iostream>

#include "run.hpp"

asio::awaitable<void> run(popline::server where, popline::credentials who) {
    auto block = [](popline::session& pop) -> asio::awaitable<void> {
        auto each = [](popline::message& message) -> asio::awaitable<void> {
            co_await message.read_to(popline::blocking_file(free_path("inbox", message)));
        };
        const auto marked = co_await popline::delete_all(pop, each);
        for (const auto& one : marked.failed)
            std::cerr << one.number << ": " << one.reply << '\n';  // refused: it stays on the server
        std::cout << marked.done << " mails popped.\n";
    };
    co_await popline::with_session(where, who, block);
}
