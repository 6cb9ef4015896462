// SPDX-License-Identifier: BSL-1.0
// Events outside a session with a real Dovecot: many sessions, mail that another program removes, large and
// unusual mail, and a restart of the server.
#include <doctest/doctest.h>

#include "servers/reached.hpp"
#include "support/mail.hpp"
#include "support/run.hpp"
#include "support/stored_mail.hpp"

using namespace popline;
using namespace popline::test;
using boost::asio::awaitable;

namespace {

/// Opens a session, appends the digests of all messages of a user to `into`, and quits.
awaitable<void> fetch(popline::server where, credentials who, std::vector<std::string>& into) {
    session one(co_await boost::asio::this_coro::executor);
    co_await one.connect(where);
    co_await one.login(who);
    auto messages = one.retrieve(co_await one.mails());
    while (auto message = co_await messages.next()) {
        sha256::digest digest;
        auto nowhere = [](std::string_view) {};
        hashing into_digest(nowhere, digest);
        co_await message->read_to(std::move(into_digest));
        into.push_back(hexadecimal(digest));
    }
    co_await one.quit();
}

std::string digest_of(std::string_view stored) {
    return sha256_hex(crlf_form(stored));
}

}  // namespace

TEST_CASE("a hundred concurrent sessions of a hundred accounts in one io_context each get their own mail") {
    dovecot there;
    constexpr std::size_t accounts = 100;
    std::vector<std::vector<std::string>> expected(accounts), got(accounts);
    for (std::size_t user = 0; user < accounts; ++user)
        for (std::size_t number = 1; number <= 3; ++number) {
            const auto mail = make_mail(10 * user + number, 2'000);
            there.deliver("u" + std::to_string(user + 1), mail);
            expected[user].push_back(digest_of(mail));
        }
    boost::asio::io_context context;
    std::exception_ptr failure;
    for (std::size_t user = 0; user < accounts; ++user) {
        const auto where = reached(there, ways[user % 3]);
        boost::asio::co_spawn(context, fetch(where, user_of("u" + std::to_string(user + 1), "pw"), got[user]),
                              [&](std::exception_ptr why) {
                                  if (why) failure = why;
                              });
    }
    context.run();
    if (failure) std::rethrow_exception(failure);
    CHECK(got == expected);
}

TEST_CASE("messages from 0 bytes to 100 MB, and messages with unusual bytes, arrive in their CRLF form") {
    dovecot there;
    std::vector<std::string> expected;
    for (const std::size_t size : {256U, 65'536U, 1'000'000U, 100'000'000U}) {
        const auto mail = make_mail(size, size);
        there.deliver("ada", mail);
        expected.push_back(digest_of(mail));
    }
    for (const auto& mail : all_stored_mail()) {
        there.deliver("bob", mail.octets);
    }
    boost::asio::io_context context;
    std::vector<std::string> got;
    auto large = [&] { return fetch(reached(there, security::implicit_tls), user_of("ada"), got); };
    run(context, large);
    CHECK(got == expected);

    std::vector<std::string> odd;
    auto stored = [&] { return fetch(reached(there, security::cleartext), user_of("bob"), odd); };
    run(context, stored);
    const auto all = all_stored_mail();
    REQUIRE(odd.size() == all.size());
    for (std::size_t at = 0; at < all.size(); ++at) {
        CAPTURE(all[at].name);
        CHECK(odd[at] == digest_of(all[at].octets));
    }
}

TEST_CASE(
    "a message that another program removes between LIST and RETR is refused alone or ends the session; no "
    "other message is lost") {
    dovecot there;
    std::vector<std::string> expected;
    for (std::size_t number = 1; number <= 5; ++number) {
        const auto mail = make_mail(number, 3'000);
        there.deliver("ada", mail);
        if (number != 3) expected.push_back(digest_of(mail));
    }
    boost::asio::io_context context;
    std::vector<std::string> got;
    auto body = [&]() -> awaitable<void> {
        session one(context);
        co_await one.connect(reached(there, security::implicit_tls));
        co_await one.login(user_of("ada"));
        const auto inbox = co_await one.mails();
        CHECK(inbox.size() == 5);
        there.take_away("ada", 3);
        auto messages = one.retrieve(inbox);
        try {
            while (auto message = co_await messages.next()) {
                if (message->refused()) continue;
                const auto text = co_await message->text();
                got.push_back(sha256_hex(text));
            }
        } catch (const error& why) {
            MESSAGE("how Dovecot reports it: " << why.what());
            CHECK(why.code() == condition::closed);
        }
    };
    run(context, body);
    if (got.size() < 4) {
        got.clear();
        auto again = [&] { return fetch(reached(there, security::implicit_tls), user_of("ada"), got); };
        run(context, again);
    }
    CHECK(got == expected);
}

TEST_CASE(
    "a server that stops during a body ends the session as closed, and a new session gets the whole "
    "message") {
    dovecot there;
    const auto mail = make_mail(1, 20'000'000);
    there.deliver("ada", mail);
    boost::asio::io_context context;
    auto body = [&]() -> awaitable<void> {
        session one(context);
        co_await one.connect(reached(there, security::implicit_tls));
        co_await one.login(user_of("ada"));
        bool stopped = false;
        auto stops = [&](std::string_view) {
            if (!std::exchange(stopped, true)) there.stop();
        };
        const auto first = one.numbered(1);
        try {
            co_await first.retrieve(stops);
            FAIL_CHECK("retrieve succeeded although the server stopped during the body");
        } catch (const error& why) {
            CHECK(why.code() == errc::closed);
            CHECK(why.code() == condition::try_later);
        }
    };
    run(context, body);
    there.restart();
    std::vector<std::string> got;
    auto again = [&] { return fetch(reached(there, security::implicit_tls), user_of("ada"), got); };
    run(context, again);
    CHECK(got == std::vector{digest_of(mail)});
}
