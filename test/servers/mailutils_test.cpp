// SPDX-License-Identifier: BSL-1.0
// Sessions with the pop3d of GNU Mailutils, a server of another make than Dovecot. What it does strangely is
// in the tests.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "servers/mailutils.hpp"
#include "servers/reached.hpp"
#include "support/mail.hpp"
#include "support/run.hpp"
#include "support/stored_mail.hpp"

namespace popline::test {

namespace {

using boost::asio::awaitable;

awaitable<void> enter(session& session, server where, credentials who) {
    co_await session.connect(where);
    co_await session.login(who);
}

awaitable<boost::system::error_code> try_to_enter(session& session, server where, credentials who) {
    try {
        co_await enter(session, where, who);
    } catch (const error& failure) {
        co_return failure.code();
    }
    co_return boost::system::error_code();
}

/// The message without the lines that pop3d adds at the end of its header.
std::string without_added(std::string text) {
    for (const auto* const field : {"X-UIDL:", "X-IMAPbase:", "X-UID:", "Status:"}) {
        const auto header_end = text.find("\r\n\r\n");
        const auto at = text.find("\r\n" + std::string(field));
        if (at < header_end) text.erase(at, text.find("\r\n", at + 2) - at);
    }
    return text;
}

std::vector<std::string> deliver(mailutils& there, std::size_t count) {
    std::vector<std::string> expected;
    for (std::size_t number = 1; number <= count; ++number) {
        const auto mail = make_mail(number, 256 + number * 37 % 9'000);
        there.deliver("ada", mail);
        expected.push_back(mail);
    }
    return expected;
}

}  // namespace

TEST_CASE("every verb works with the pop3d of Mailutils, pipelined") {
    for (const auto way : ways) {
        CAPTURE(static_cast<int>(way));
        mailutils there;
        const auto expected = deliver(there, 50);
        boost::asio::io_context context;
        auto body = [&]() -> awaitable<void> {
            session session(context);
            co_await enter(session, there.reached(way), mailutils::user("ada"));
            const auto total = co_await session.stat();
            CHECK(total.messages == expected.size());
            const auto inbox = co_await session.mails();
            REQUIRE(inbox.size() == expected.size());
            const auto before = session.counters().round_trips;
            std::vector<std::string> got;
            auto messages = session.retrieve(inbox);
            while (auto message = co_await messages.next()) {
                auto text = co_await message->text();
                got.push_back(without_added(std::move(text)));
            }
            CHECK(got == expected);
            CHECK(session.counters().round_trips < before + 10);
            const auto& seventh = inbox[6];
            const auto listed = co_await seventh.list();
            CHECK(listed.number == 7);
            const auto id = co_await seventh.uidl();
            CHECK(id == seventh.unique_id());
            auto top = co_await seventh.top(2);
            top.erase(top.find("\r\n\r\n\r\n"), 2);  // pop3d sends a second empty line after the header
            CHECK(expected[6].starts_with(without_added(std::move(top))));
            co_await seventh.remove();
            const auto fewer = co_await session.stat();
            CHECK(fewer.messages == 49);
            co_await session.reset();
            const auto all = co_await session.stat();
            CHECK(all.messages == 50);
            co_await inbox[0].remove();
            const auto committed = co_await session.quit();
            CHECK(committed.done == 1);
        };
        run(context, body);
        CHECK(there.stored("ada") == 49);
    }
}

TEST_CASE("pop3d of Mailutils refuses a wrong password, an unknown user and a mailbox in use, each as such") {
    mailutils there;
    for (const auto way : ways) {
        CAPTURE(static_cast<int>(way));
        boost::asio::io_context context;
        auto body = [&]() -> awaitable<void> {
            const auto where = there.reached(way);
            session stranger(context), nobody(context), first(context), second(context);
            const auto wrong = co_await try_to_enter(stranger, where, mailutils::user("ada", "wrong"));
            CHECK(wrong == condition::wrong_credentials);
            co_await stranger.login(mailutils::user("ada"));  // the connection lasts
            co_await stranger.quit();
            const auto unknown = co_await try_to_enter(nobody, where, mailutils::user("eve"));
            CHECK(unknown == condition::wrong_credentials);
            co_await enter(first, where, mailutils::user("ada"));
            const auto busy = co_await try_to_enter(second, where, mailutils::user("ada"));
            CHECK(busy == errc::in_use);
            CHECK(busy == condition::try_later);
            co_await first.noop();
            co_await first.quit();
        };
        run(context, body);
    }
}

TEST_CASE("a lost connection undoes deletions in pop3d of Mailutils") {
    mailutils there;
    deliver(there, 3);
    boost::asio::io_context context;
    auto body = [&]() -> awaitable<void> {
        session session(context);
        co_await enter(session, there.reached(security::implicit_tls), mailutils::user("ada"));
        const auto marked = co_await session.remove(co_await session.mails());
        CHECK(marked.done == 3);
        session.close();
    };
    run(context, body);
    CHECK(there.stored("ada") == 3);
}

TEST_CASE("pop3d of Mailutils adds lines to messages, so that they are larger than LIST says") {
    mailutils there;
    const auto stored = deliver(there, 1).front();
    boost::asio::io_context context;
    auto body = [&]() -> awaitable<void> {
        session session(context);
        co_await enter(session, there.reached(security::stls), mailutils::user("ada"));
        const auto before = co_await session.stat();
        CHECK(before.octets == stored.size());
        const auto inbox = co_await session.mails();
        CHECK(inbox.front().size() == stored.size());
        const auto text = co_await inbox.front().text();
        CHECK(text.find("\r\nX-UIDL: " + std::string(inbox.front().unique_id()) + "\r\n")
              != std::string::npos);
        CHECK(text.size() > stored.size());
        const auto after = co_await session.stat();
        CHECK(after.octets == text.size());  // a session's STAT counts what its UIDL has added
        // The connection ends without QUIT; the unique-id is stored all the same.
        session.close();
        popline::session next(context);
        co_await enter(next, there.reached(security::stls), mailutils::user("ada"));
        const auto again = co_await next.mails();
        CHECK(again.front().unique_id() == inbox.front().unique_id());
        CHECK(again.front().size() > inbox.front().size());
        co_await next.quit();
    };
    run(context, body);
}

TEST_CASE("pop3d of Mailutils says EXPIRENEVER, and after the login who made it") {
    mailutils there;
    boost::asio::io_context context;
    auto body = [&]() -> awaitable<void> {
        session session(context);
        co_await session.connect(there.reached(security::cleartext));
        const auto before = co_await session.capabilities();
        CHECK(before.has("STLS"));
        CHECK(before.has("PIPELINING"));
        CHECK(before.implementation().empty());
        CHECK(before.has("EXPIRENEVER"));
        CHECK_FALSE(before.expiry());
        co_await session.login(mailutils::user("ada"));
        const auto after = co_await session.capabilities();
        CHECK(after.implementation().starts_with("GNU Mailutils"));
        const auto inbox = co_await session.mails();
        CHECK(inbox.empty());
        co_await session.quit();
    };
    run(context, body);
}

TEST_CASE("messages with unusual bytes come from the pop3d of Mailutils as they are stored") {
    mailutils there;
    for (const auto& one : all_stored_mail()) {
        CAPTURE(one.name);
        there.deliver("bob", one.octets);
        boost::asio::io_context context;
        auto body = [&]() -> awaitable<void> {
            session session(context);
            co_await enter(session, there.reached(security::implicit_tls), mailutils::user("bob"));
            const auto only = session.numbered(1);
            auto text = co_await only.text();
            CHECK(without_added(std::move(text)) == crlf_form(one.octets));
            co_await only.remove();
            co_await session.quit();
        };
        run(context, body);
    }
    CHECK(there.stored("bob") == 0);
}

}  // namespace popline::test
