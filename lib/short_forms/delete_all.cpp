// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <popline/delete_all.hpp>

#include "translated.hpp"

namespace popline {

namespace asio = boost::asio;

namespace {

asio::awaitable<std::vector<item_outcome>> remove_all(session& over) {
    auto all = co_await over.mails();
    co_return co_await over.remove(std::move(all));
}

/// A message that was read whole rides with the next flight; the others are asked for at the end, since a
/// DELE that is awaited amid a retrieval costs it its lead.
asio::awaitable<std::uint32_t> remove_each(session& over, message_hook body) {
    std::uint32_t marked = 0;
    std::vector<mail> unread;
    auto each = [&](message& one) -> asio::awaitable<void> {
        auto pending = body(one);
        if (pending.valid()) co_await std::move(pending);
        if (!one.is_whole()) {
            unread.push_back(one.mail());
            co_return;
        }
        one.mark_deleted();
        ++marked;
    };
    co_await for_each_mail(over, each);
    const auto removed = co_await over.remove(std::move(unread));
    co_return marked
        + static_cast<std::uint32_t>(std::ranges::count(removed, outcome::done, &item_outcome::result));
}

asio::awaitable<commit> delete_in_session(server where, credentials who) {
    std::vector<refusal> refused;
    auto all = [&](session& one) -> asio::awaitable<void> {
        for (auto& each : co_await delete_all(one))
            if (each.result == outcome::refused) refused.push_back({each.number, std::move(each.reply)});
    };
    auto made = co_await with_session(std::move(where), std::move(who), all);
    made.refused = std::move(refused);
    co_return made;
}

asio::awaitable<commit> delete_in_session(server where, credentials who, message_hook body, on_error how) {
    auto all = [&](session& one) -> asio::awaitable<void> { co_await delete_all(one, body); };
    co_return co_await with_session(std::move(where), std::move(who), all, how);
}

}  // namespace

asio::awaitable<std::vector<item_outcome>> delete_all(session& over) {
    return translated(remove_all(over));
}
asio::awaitable<std::uint32_t> delete_all(session& over, message_hook body) {
    return translated(remove_each(over, std::move(body)));
}
asio::awaitable<commit> delete_all(server where, credentials who) {
    return translated(delete_in_session(std::move(where), std::move(who)));
}
asio::awaitable<commit> delete_all(server where, credentials who, message_hook body, on_error how) {
    return translated(delete_in_session(std::move(where), std::move(who), std::move(body), how));
}

}  // namespace popline
