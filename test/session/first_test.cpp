// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "support/embedded.hpp"

using namespace popline;
using popline::test::embedded;

namespace {

boost::asio::awaitable<void> fetch_all(session& session, popline::server where,
                                       std::vector<std::string>& got) {
    co_await session.connect(where);
    co_await session.login(test::known_user());
    const auto inbox = co_await session.mails();
    auto messages = session.retrieve(inbox);
    while (auto message = co_await messages.next()) {
        got.push_back(co_await message->text());
        message->mark_deleted();
    }
    const auto committed = co_await session.quit();
    CHECK(committed.done == inbox.size());
}

}  // namespace

TEST_CASE("a whole maildrop is fetched and deleted over plain, STLS and TLS") {
    for (int way = 0; way < 3; ++way) {
        embedded there;
        std::vector<std::string> sent;
        for (int number = 1; number <= 1000; ++number) {
            sent.push_back("Subject: " + std::to_string(number) + "\r\n\r\n.dot\r\n..\r\n"
                           + std::string(static_cast<std::size_t>(number), 'x') + "\r\n");
            there.server.add(sent.back());
        }
        std::vector<std::string> got;
        session session(there.context);
        auto where = way == 0 ? there.plain() : way == 1 ? there.upgraded() : there.secured();
        auto body = [&]() -> boost::asio::awaitable<void> {
            co_await fetch_all(session, where, got);
            there.server.stop();
        };
        test::run(there.context, body);
        CHECK(got == sent);
        CHECK(there.server.messages().empty());
        const auto counted = session.counters();
        MESSAGE("flights ", counted.round_trips, " commands ", counted.commands, " asked again ",
                counted.bodies_asked_again);
    }
}
