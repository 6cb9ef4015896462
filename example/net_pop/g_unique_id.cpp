// SPDX-License-Identifier: BSL-1.0
// Stores the mails whose unique-id is wanted, and leaves all mails on the server.
#include <iostream>

#include "run.hpp"

namespace {

bool need_pop(std::string_view unique_id) {
    const auto path = "inbox/" + popline::file_name(unique_id) + ".eml";
    return !unique_id.ends_with("-seen") && !std::filesystem::exists(path);
}

}  // namespace

asio::awaitable<void> run(popline::server where, popline::credentials who) {
    auto block = [](popline::session& pop) -> asio::awaitable<void> {
        const auto inbox = co_await pop.mails();
        const auto wanted = popline::select(inbox, need_pop);
        auto messages = pop.retrieve(wanted);
        while (auto message = co_await messages.next()) {
            if (message->refused()) {
                std::cerr << message->refused()->what() << '\n';  // it is still wanted at the next run
                continue;
            }
            const auto path = free_path("inbox", *message);
            co_await message->read_to(popline::blocking_file(path));
            std::cout << path.filename().string() << '\n';
        }
    };
    co_await popline::with_session(where, who, block);
}
