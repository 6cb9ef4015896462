// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <popline/for_each_mail.hpp>

#include "outcomes.hpp"
#include "translated.hpp"

namespace popline {

namespace asio = boost::asio;

namespace {

asio::awaitable<batch_result> visit_each(session& over, message_hook body) {
    batch_result made;
    auto messages = over.retrieve(co_await over.mails());
    while (auto message = co_await messages.next()) {
        if (const auto* const why = message->refused()) {
            made.failed.push_back(refused_outcome(message->number(), *why));
            continue;
        }
        ++made.done;
        auto pending = body(*message);
        if (pending) co_await *std::move(pending);
    }
    // A body may have caught the error that ended the session. Then `noop` throws that error again, as every
    // operation of an ended session does.
    if (!over.is_open()) co_await over.noop();
    co_return made;
}

asio::awaitable<batch_result> visit_in_session(server where, credentials who, message_hook body,
                                               on_error how) {
    batch_result made;
    auto all = [&](session& one) -> asio::awaitable<void> { made = co_await visit_each(one, body); };
    auto committed = co_await with_session(std::move(where), std::move(who), all, how);
    const auto not_deleted = add_outcomes(made.failed, std::move(committed.failed));
    made.done -= std::min(made.done, not_deleted);
    co_return made;
}

}  // namespace

asio::awaitable<batch_result> for_each_mail(session& over, message_hook body) {
    return translated(visit_each(over, std::move(body)));
}

asio::awaitable<batch_result> for_each_mail(server where, credentials who, message_hook body, on_error how) {
    return translated(visit_in_session(std::move(where), std::move(who), std::move(body), how));
}

}  // namespace popline
