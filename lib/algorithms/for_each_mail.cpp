// SPDX-License-Identifier: BSL-1.0
#include <popline/for_each_mail.hpp>

#include "translated.hpp"

namespace popline {

namespace asio = boost::asio;

namespace {

asio::awaitable<collected> visit_each(session& over, message_hook body) {
    collected made;
    auto messages = over.retrieve(co_await over.mails());
    while (auto message = co_await messages.next()) {
        if (message->refused()) {
            made.refused.push_back(*message->refused());
            continue;
        }
        ++made.messages;
        auto pending = body(*message);
        if (pending) co_await *std::move(pending);
    }
    co_return made;
}

asio::awaitable<collected> visit_in_session(server where, credentials who, message_hook body, on_error how) {
    collected made;
    auto all = [&](session& one) -> asio::awaitable<void> { made = co_await visit_each(one, body); };
    made.commit = co_await with_session(std::move(where), std::move(who), all, how);
    co_return made;
}

}  // namespace

asio::awaitable<collected> for_each_mail(session& over, message_hook body) {
    return translated(visit_each(over, std::move(body)));
}

asio::awaitable<collected> for_each_mail(server where, credentials who, message_hook body, on_error how) {
    return translated(visit_in_session(std::move(where), std::move(who), std::move(body), how));
}

}  // namespace popline
