// SPDX-License-Identifier: BSL-1.0
#include <popline/delete_all.hpp>
#include <utility>

#include "translated.hpp"

namespace popline {

namespace asio = boost::asio;

namespace {

asio::awaitable<std::vector<item_outcome>> remove_all(session& over) {
    auto all = co_await over.mails();
    co_return co_await over.remove(std::move(all));
}

struct deletions {
    std::uint32_t marked = 0;
    std::vector<refusal> refused;  // to be handed out, or to be deleted
};

/// The DELE of a message that was read completely is sent with the next command. The DELEs of messages that
/// the body did not begin to read are awaited at the end: inside the loop, they would stop the retrieval from
/// asking ahead. A message that was read in part stays.
asio::awaitable<deletions> delete_read(session& over, message_hook body) {
    deletions made;
    std::vector<mail> unread;
    auto each = [&](message& one) -> asio::awaitable<void> {
        auto of = one.mail();  // the body may move the message away
        auto pending = body(one);
        if (pending) co_await *std::move(pending);
        if (!one.was_begun()) {
            unread.push_back(std::move(of));
        } else if (one.is_whole()) {
            one.mark_deleted();
            ++made.marked;
        }
    };
    const auto seen = co_await for_each_mail(over, each);
    for (const auto& one : seen.refused)
        made.refused.push_back({one.number(), one.reply()});
    for (auto& one : co_await over.remove(std::move(unread))) {
        if (one.result == outcome::done) ++made.marked;
        if (one.result == outcome::refused) made.refused.push_back({one.number, std::move(one.reply)});
    }
    co_return made;
}

asio::awaitable<std::uint32_t> remove_each(session& over, message_hook body) {
    const auto made = co_await delete_read(over, std::move(body));
    co_return made.marked;
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
    std::vector<refusal> refused;
    auto all = [&](session& one) -> asio::awaitable<void> {
        auto made = co_await delete_read(one, body);
        refused = std::move(made.refused);
    };
    auto made = co_await with_session(std::move(where), std::move(who), all, how);
    made.refused.insert(made.refused.end(), refused.begin(), refused.end());
    co_return made;
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
