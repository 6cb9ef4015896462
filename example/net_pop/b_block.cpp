// SPDX-License-Identifier: BSL-1.0
// The same in a block. The block ends with QUIT. If it throws, nothing is deleted.
#include <iostream>

#include "run.hpp"

asio::awaitable<void> run(popline::server where, popline::credentials who) {
    auto block = [](popline::session& pop) -> asio::awaitable<void> {
        const auto inbox = co_await pop.mails();
        if (inbox.empty()) std::cout << "No mail.\n";

        auto each = [](popline::message& message) -> asio::awaitable<void> {
            co_await message.read_to(popline::blocking_file(free_path("inbox", message)));
            message.mark_deleted();
        };
        const auto visited = co_await popline::for_each_mail(pop, each);
        for (const auto& one : visited.failed)
            std::cerr << one.number << ": " << one.reply << '\n';  // refused: it stays on the server
        if (visited.done > 0) std::cout << visited.done << " mails popped.\n";
    };
    co_await popline::with_session(where, who, block);
}
