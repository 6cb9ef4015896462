// SPDX-License-Identifier: BSL-1.0
// Sessions of the library with a real Dovecot: without TLS, with STLS, and with TLS from the start.
#include <doctest/doctest.h>

#include <popline.hpp>

#include "servers/reached.hpp"
#include "support/mail.hpp"
#include "support/run.hpp"

using namespace popline;
using boost::asio::awaitable;
using popline::test::crlf_form;
using popline::test::dovecot;
using popline::test::make_mail;
using popline::test::reached;
using popline::test::sha256_hex;
using popline::test::user_of;
using popline::test::ways;

namespace {

credentials ada(const char* password = "s3cret") {
    return user_of("ada", password);
}

awaitable<void> enter(session& session, popline::server where) {
    co_await session.connect(where);
    co_await session.login(ada());
}

awaitable<boost::system::error_code> try_to_enter(session& session, popline::server where, credentials who) {
    try {
        co_await session.connect(where);
        co_await session.login(who);
    } catch (const error& failure) {
        co_return failure.code();
    }
    co_return boost::system::error_code();
}

awaitable<void> every_verb(popline::server where, const std::vector<std::string>& stored) {
    session session(co_await boost::asio::this_coro::executor);
    co_await enter(session, where);
    CHECK(session.tls_facts().version.empty() == (where.security() == security::cleartext));
    const auto total = co_await session.stat();
    CHECK(total.messages == stored.size());
    const auto able = co_await session.capabilities();
    CHECK(able.has("PIPELINING"));
    const auto inbox = co_await session.mails();
    REQUIRE(inbox.size() == stored.size());

    const auto& second = inbox[1];
    const auto listed = co_await second.list();
    CHECK(listed == scan_listing{2, second.size()});
    const auto id = co_await second.uidl();
    CHECK(id == second.unique_id());
    const auto text = co_await second.text();
    CHECK(text == crlf_form(stored[1]));
    const auto header = co_await second.header();
    CHECK(header == text.substr(0, text.find("\r\n\r\n") + 4));
    const auto top = co_await second.top(3);
    CHECK(top.size() > header.size());
    CHECK(text.starts_with(top));
    auto tops = session.top(inbox, 0);
    while (auto one = co_await tops.next()) {
        const auto begins = co_await one->text();
        CHECK(crlf_form(stored[one->number() - 1]).starts_with(begins));
    }

    co_await second.remove();
    const auto fewer = co_await session.stat();
    CHECK(fewer.messages == stored.size() - 1);
    co_await session.reset();
    const auto again = co_await session.stat();
    CHECK(again == total);
    const auto marked = co_await session.remove(inbox);
    CHECK(marked == batch_result{static_cast<std::uint32_t>(inbox.size()), {}});
    co_await session.reset();
    co_await session.noop();
    const auto answered = co_await session.command("UIDL", reply_shape::multi_line);
    CHECK(answered.lines.size() == stored.size());
    const auto committed = co_await session.quit();
    CHECK(committed.done == 0);
}

awaitable<void> digests(popline::server where, std::vector<std::string>& into) {
    session session(co_await boost::asio::this_coro::executor);
    co_await enter(session, where);
    const auto inbox = co_await session.mails();
    auto messages = session.retrieve(inbox);
    while (auto message = co_await messages.next()) {
        const auto text = co_await message->text();
        into.push_back(sha256_hex(text));
    }
    co_await session.quit();
}

/// Reads all messages, marks those with odd numbers, and ends the session with or without QUIT.
awaitable<void> mark_odd(popline::server where, bool quits) {
    session session(co_await boost::asio::this_coro::executor);
    co_await enter(session, where);
    const auto inbox = co_await session.mails();
    auto messages = session.retrieve(inbox);
    while (auto message = co_await messages.next()) {
        const auto text = co_await message->text();
        if (message->number() % 2 == 1) message->mark_deleted();
    }
    // The reply to NOOP comes after those to DELE, so the server has received the marks.
    co_await session.noop();
    if (!quits) co_return;
    const auto committed = co_await session.quit();
    CHECK(committed.done == (inbox.size() + 1) / 2);
    CHECK(committed.failed.empty());
}

// Delivers `count` messages to ada. Every third one has bare LF line ends and no end of its last line.
std::vector<std::string> deliver(dovecot& there, std::size_t count) {
    std::vector<std::string> stored;
    for (std::size_t number = 1; number <= count; ++number) {
        auto mail = make_mail(number, 256 + number * 37 % 9000);
        if (number % 3 == 0) {
            std::erase(mail, '\r');
            mail.pop_back();
        }
        there.deliver("ada", mail);
        stored.push_back(std::move(mail));
    }
    return stored;
}

}  // namespace

TEST_CASE("every verb works with Dovecot") {
    dovecot there;
    const auto stored = deliver(there, 5);
    for (const auto way : ways) {
        boost::asio::io_context context;
        auto body = [&] { return every_verb(reached(there, way), stored); };
        test::run(context, body);
    }
    CHECK(there.messages_left("ada") == stored);
}

TEST_CASE("a thousand messages arrive byte for byte with each window size") {
    dovecot there;
    std::vector<std::string> expected;
    for (const auto& one : deliver(there, 1000))
        expected.push_back(sha256_hex(crlf_form(one)));
    for (const auto way : ways) {
        for (const std::size_t window : {1U, 10U, 256U}) {
            CAPTURE(static_cast<int>(way));
            CAPTURE(window);
            boost::asio::io_context context;
            std::vector<std::string> got;
            const auto where = reached(there, way).pipelining(pipelining::window(window));
            auto body = [&] { return digests(where, got); };
            test::run(context, body);
            CHECK(got == expected);
        }
    }
}

TEST_CASE("a lost connection undoes deletions, and quit commits them") {
    for (const auto way : ways) {
        dovecot there;
        const auto stored = deliver(there, 5);
        boost::asio::io_context context;
        auto dropped = [&] { return mark_odd(reached(there, way), false); };
        test::run(context, dropped);
        CHECK(there.messages_left("ada") == stored);
        auto kept = [&] { return mark_odd(reached(there, way), true); };
        test::run(context, kept);
        CHECK(there.messages_left("ada") == std::vector{stored[1], stored[3]});
    }
}

TEST_CASE(
    "Dovecot takes LIST and UIDL together with AUTH, and a refused login leaves nothing but its error") {
    dovecot there;
    const auto stored = deliver(there, 5);
    for (const auto way : ways) {
        boost::asio::io_context context;
        auto body = [&]() -> awaitable<void> {
            session session(context);
            co_await session.connect(reached(there, way).eager(eager::on));
            static_cast<void>(co_await session.capabilities());
            const auto trips = session.counters().round_trips;
            try {
                static_cast<void>(co_await session.login_and_list(ada("wrong").only_by("PLAIN")));
                FAIL("the login should have failed");
            } catch (const error& why) {
                CHECK(why.code() == condition::wrong_credentials);
            }
            CHECK(session.login_facts().is_eager);
            CHECK(session.phase() == phase::authorization);
            const auto refused = session.counters().round_trips;
            CHECK(refused > trips);
            const auto inbox = co_await session.login_and_list(ada().only_by("PLAIN"));
            CHECK(inbox.size() == stored.size());
            CHECK(session.login_facts().takes_eager == finding::yes);
            const auto text = co_await inbox.at(4).text();
            CHECK(text == crlf_form(stored[4]));
        };
        test::run(context, body);
    }
}

TEST_CASE("a wrong password and a maildrop in use are reported as different errors") {
    dovecot there;
    for (const auto way : ways) {
        boost::asio::io_context context;
        auto body = [&]() -> awaitable<void> {
            const auto where = reached(there, way);
            session stranger(context), first(context), second(context);
            const auto wrong = co_await try_to_enter(stranger, where, ada("wrong"));
            CHECK(wrong == condition::wrong_credentials);
            co_await enter(first, where);
            const auto busy = co_await try_to_enter(second, where, ada());
            CHECK(busy == errc::in_use);
            CHECK(busy == condition::try_later);
            co_await first.noop();
            co_await first.quit();
        };
        test::run(context, body);
    }
}

TEST_CASE(
    "APOP works with Dovecot without TLS and with TLS from the start; after STLS there is no mechanism for "
    "it") {
    dovecot there;
    for (const auto way : ways) {
        boost::asio::io_context context;
        auto body = [&]() -> awaitable<void> {
            session good(context), bad(context);
            const auto digest_only = credentials("ada", "s3cret").apop();
            const auto entered = co_await try_to_enter(good, reached(there, way), digest_only);
            const auto wrong =
                co_await try_to_enter(bad, reached(there, way), credentials("ada", "no").apop());
            if (way == security::stls) {
                CHECK(entered == errc::no_mechanism);
                co_return;
            }
            CHECK_FALSE(entered);
            CHECK(wrong == condition::wrong_credentials);
            co_await good.quit();
        };
        test::run(context, body);
    }
}
