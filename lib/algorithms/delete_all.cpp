// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <popline/delete_all.hpp>
#include <utility>

#include "outcomes.hpp"
#include "translated.hpp"

namespace popline {

namespace asio = boost::asio;

namespace {

asio::awaitable<batch_result> remove_all(session& over) {
    auto all = co_await over.mails();
    co_return co_await over.remove(std::move(all));
}

/// Replaces the outcome of each message that the hook read in part or moved away by the outcome that the
/// retrieval knows. A hook that moves a message away must delete it itself. So a message that was moved away
/// and read becomes `not_tried`.
void add_reasons(std::vector<item_outcome>& failed, const retrieval& messages) {
    const auto is_begun = [](const item_outcome& one) { return one.result == outcome::broken_off; };
    if (std::ranges::none_of(failed, is_begun)) return;
    for (const auto& known : messages.outcomes()) {
        const auto at = std::ranges::lower_bound(failed, known.number, {}, &item_outcome::number);
        if (at == failed.end() || at->number != known.number || !is_begun(*at)) continue;
        at->result = known.result == outcome::done ? outcome::not_tried : known.result;
        at->code = known.code;
        at->reply = known.reply;
    }
}

/// Calls the hook for each message. If the hook read the whole message, marks it as deleted; the DELE is sent
/// with the next command. If the hook did not begin to read it, deletes it after the loop: to await that DELE
/// inside the loop would stop the retrieval from sending commands ahead. A message that was read in part is
/// not deleted.
asio::awaitable<batch_result> delete_read(session& over, message_hook body) {
    batch_result made;
    std::vector<mail> unread;
    auto messages = over.retrieve(co_await over.mails());
    while (auto message = co_await messages.next()) {
        if (const auto* const why = message->refused()) {
            made.failed.push_back(refused_outcome(message->number(), *why));
            continue;
        }
        auto of = message->mail();  // the body may move the message away
        auto pending = body(*message);
        if (pending) co_await *std::move(pending);
        if (!message->was_begun()) {
            unread.push_back(std::move(of));
        } else if (message->is_whole()) {
            message->mark_deleted();
            ++made.done;
        } else {
            made.failed.push_back({of.number(), outcome::broken_off, {}, {}});
        }
    }
    // A body may have caught the error that ended the session. Any other operation throws it, too.
    if (!over.is_open()) co_await over.noop();
    put_in_order(made.failed);
    add_reasons(made.failed, messages);
    auto removed = co_await over.remove(std::move(unread));
    made.done += removed.done;
    add_outcomes(made.failed, std::move(removed.failed));
    co_return made;
}

/// Joins two results: the messages that QUIT reports as deleted are done; the messages that the batch or
/// QUIT reports as failed are not.
batch_result joined(batch_result committed, std::vector<item_outcome> before) {
    add_outcomes(before, std::move(committed.failed));
    return {committed.done, std::move(before)};
}

asio::awaitable<batch_result> delete_in_session(server where, credentials who) {
    batch_result marked;
    auto all = [&](session& one) -> asio::awaitable<void> { marked = co_await delete_all(one); };
    auto committed = co_await with_session(std::move(where), std::move(who), all);
    co_return joined(std::move(committed), std::move(marked.failed));
}

asio::awaitable<batch_result> delete_in_session(server where, credentials who, message_hook body,
                                                on_error how) {
    batch_result marked;
    auto all = [&](session& one) -> asio::awaitable<void> { marked = co_await delete_read(one, body); };
    auto committed = co_await with_session(std::move(where), std::move(who), all, how);
    co_return joined(std::move(committed), std::move(marked.failed));
}

}  // namespace

asio::awaitable<batch_result> delete_all(session& over) {
    return translated(remove_all(over));
}
asio::awaitable<batch_result> delete_all(session& over, message_hook body) {
    return translated(delete_read(over, std::move(body)));
}
asio::awaitable<batch_result> delete_all(server where, credentials who) {
    return translated(delete_in_session(std::move(where), std::move(who)));
}
asio::awaitable<batch_result> delete_all(server where, credentials who, message_hook body, on_error how) {
    return translated(delete_in_session(std::move(where), std::move(who), std::move(body), how));
}

}  // namespace popline
