// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "liar.hpp"

namespace popline::test {

TEST_CASE("[R76] nothing but an awaited quit sends QUIT") {
    struct way_out {
        const char* name;
        bool throws;
        bool closes;
    };
    for (const auto& [name, leaves_by_exception, closes] :
         {way_out{"end of scope", false, false}, way_out{"exception", true, false},
          way_out{"close", false, true}}) {
        INFO(std::string(name));
        embedded there;
        fill(there, 3);
        auto body = [&]() -> awaitable<void> {
            session session(there.context);
            co_await session.connect(there.secured());
            co_await session.login(known_user());
            auto messages = session.retrieve(co_await session.mails());
            while (auto message = co_await messages.next()) {
                static_cast<void>(co_await message->text());
                message->mark_deleted();
            }
            co_await session.numbered(1).list();
            if (leaves_by_exception) throw std::runtime_error("out of the scope");
            if (closes) session.close();
        };
        auto all = [&]() -> awaitable<void> {
            static_cast<void>(co_await throws<std::runtime_error>(body()));
        };
        try {
            play(there.context, all);
        } catch (const error& why) {
            CHECK(why.code() == errc::message_refused);  // LIST of a message that was marked
        }
        settle(there);
        CHECK(count(there.server.transcript(), "DELE") == 3);
        CHECK(count(there.server.transcript(), "QUIT") == 0);
        CHECK(there.server.messages().size() == 3);
    }
}

TEST_CASE("[R79] mark_deleted works after the whole body only, and a mail never retrieved may be removed") {
    embedded there;
    fill(there, 4);
    auto body = [&](session& session) -> awaitable<void> {
        const auto inbox = co_await session.mails();
        auto messages = session.retrieve(inbox);
        auto one = co_await messages.next();
        const auto refused_mark = [&](message& of) {
            try {
                of.mark_deleted();
                FAIL("must throw");
            } catch (const error& why) {
                CHECK(why.code() == errc::not_retrieved);
                CHECK(why.verb() == "DELE");
                CHECK(why.number() == of.number());
            }
        };
        refused_mark(*one);
        auto sink = [&](std::string_view) { refused_mark(*one); };  // not while the sink is at work
        co_await one->read_to(sink);
        one->mark_deleted();
        message taker(std::move(*one));
        CHECK_THROWS_AS(one->mark_deleted(), error);

        auto headers = session.top(inbox, 0);
        co_await headers.next();
        auto header = co_await headers.next();
        static_cast<void>(co_await header->text());
        refused_mark(*header);  // a header is no message

        co_await inbox[3].remove();
        const auto done = co_await session.quit();
        CHECK(done.removed == 2);
        CHECK(done.refused.empty());
    };
    play(there, there.secured(), body);
    CHECK(count(there.server.transcript(), "DELE") == 2);
    CHECK(there.server.messages().size() == 2);
}

TEST_CASE("[R79] no DELE before the sink's last await has come back (mutant 25)") {
    embedded there;
    fill(there, 1);
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        auto one = co_await messages.next();
        struct slow {
            message* of;
            void operator()(std::string_view) {}
            awaitable<void> commit() {
                co_await turn();
                CHECK_THROWS_AS(of->mark_deleted(), error);
                co_await turn();
            }
        } sink{&*one};
        co_await one->read_to(sink);
        one->mark_deleted();
    };
    play(there, there.secured(), body);
    // Marked, but no command followed that it could have left with.
    CHECK(count(there.server.transcript(), "DELE") == 0);
    CHECK(there.server.messages().size() == 1);
}

TEST_CASE("[R77] a refused DELE that nobody awaited is named by quit, the others are committed") {
    embedded there;
    fill(there, 5);
    there.server.refuse("DELE", 3, "[SYS/PERM] \x1b[31mlocked");
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        while (auto message = co_await messages.next()) {
            static_cast<void>(co_await message->text());
            message->mark_deleted();
        }
        const auto done = co_await session.quit();
        CHECK(done.removed == 4);
        REQUIRE(done.refused.size() == 1);
        CHECK(done.refused[0].number == 3);
        CHECK(done.refused[0].reply.find("locked") != std::string::npos);
        CHECK(done.refused[0].reply.find('\x1b') == std::string::npos);  // R86
    };
    play(there, there.secured(), body);
    CHECK(there.server.messages().size() == 1);
}

TEST_CASE("a message is marked once however often it is said, and again behind a reset") {
    embedded there;
    fill(there, 2);
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        auto one = co_await messages.next();
        static_cast<void>(co_await one->text());
        CHECK_FALSE(one->is_marked());
        one->mark_deleted();
        one->mark_deleted();
        co_await session.noop();
        one->mark_deleted();
        CHECK(one->is_marked());
        co_await session.reset();
        CHECK_FALSE(one->is_marked());
        one->mark_deleted();
        one->mark_deleted();
        const auto done = co_await session.quit();
        CHECK(done == commit{1, {}});
    };
    play(there, there.secured(), body);
    CHECK(count(there.server.transcript(), "DELE") == 2);
    CHECK(there.server.messages().size() == 1);
}

TEST_CASE("a refusal that came before a reset is none of the commit's") {
    embedded there;
    fill(there, 2);
    there.server.refuse("DELE", 1, "locked");
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        while (auto message = co_await messages.next()) {
            static_cast<void>(co_await message->text());
            message->mark_deleted();
        }
        co_await session.reset();
        const auto done = co_await session.quit();
        CHECK(done == commit());
    };
    play(there, there.secured(), body);
    CHECK(there.server.messages().size() == 2);
}

TEST_CASE("reset takes back what was marked, and quit commits what was marked since") {
    embedded there;
    fill(there, 4);
    auto body = [&](session& session) -> awaitable<void> {
        co_await session.numbered(1).remove();
        co_await session.numbered(2).remove();
        co_await session.reset();
        co_await session.numbered(3).remove();
        const auto done = co_await session.quit();
        CHECK(done.removed == 1);
    };
    play(there, there.secured(), body);
    CHECK(there.server.messages().size() == 3);
}

TEST_CASE("[R73] a mail and a retrieval that outlive their session fail with an error") {
    embedded there;
    fill(there, 3);
    auto body = [&](session& session) -> awaitable<void> {
        const auto inbox = co_await session.mails();
        auto messages = session.retrieve(inbox);
        auto first = co_await messages.next();
        session = popline::session(there.context);
        auto why = co_await failure_of(first->text());
        CHECK(why.code() == errc::session_closed);
        why = co_await failure_of(messages.next());
        CHECK(why.code() == errc::session_closed);
        why = co_await failure_of(inbox[2].text());
        CHECK(why.code() == errc::session_closed);
        CHECK(inbox[2].unique_id() == there.server.unique_ids()[2]);
        CHECK(messages.rest().size() == 2);
    };
    play(there, there.secured(), body);
}

TEST_CASE("[R81] mails of another session or connection are refused, and nothing is written") {
    embedded there;
    fill(there, 2);
    std::vector<mail> old;
    auto first = [&](session& session) -> awaitable<void> { old = co_await session.mails(); };
    play(there, there.secured(), first);
    auto body = [&](session& session) -> awaitable<void> {
        auto why = co_await failure_of(old[0].text());
        CHECK(why.code() == errc::session_closed);  // its own connection has ended
        why = co_await failure_of(session.remove(old));
        CHECK(why.code() == errc::foreign_mail);
        CHECK(why.number() == 1);
        auto messages = session.retrieve(old);
        why = co_await failure_of(messages.next());
        CHECK(why.code() == errc::foreign_mail);
        auto nobodys = session.retrieve(std::vector<mail>(1));
        why = co_await failure_of(nobodys.next());
        CHECK(why.code() == errc::foreign_mail);
        CHECK(old[1].unique_id() == there.server.unique_ids()[1]);  // what carries over
    };
    play(there, there.secured(), body);
    CHECK(count(there.server.transcript(), "DELE") + count(there.server.transcript(), "RETR") == 0);
}

}  // namespace popline::test
