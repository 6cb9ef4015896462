// SPDX-License-Identifier: BSL-1.0
// accepted
#include <popline.hpp>
#include <ranges>

boost::asio::awaitable<void> fetch(popline::session& session) {
    const auto inbox = co_await session.mails();
    auto newest = session.retrieve(inbox | std::views::reverse | std::views::take(50));
    while (auto message = co_await newest.next()) {
        if (message->refused()) continue;
        const auto text = co_await message->text();
        message->mark_deleted();
    }
    auto headers = session.top(co_await session.mails(), 0);
    const auto removed = co_await session.remove(inbox | std::views::take(1));
}
