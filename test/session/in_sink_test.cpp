// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <functional>
#include <popline/counting.hpp>
#include <popline/tee.hpp>

#include "scene.hpp"

// A sink must not await a command of its own session. The reply to the command comes after the message, and
// the message waits for the sink: both would wait for ever.

namespace popline::test {

namespace {

/// What a sink may await, beside the message that it takes and the retrieval that handed it out.
struct surroundings {
    session* over;
    retrieval* messages;
    message* next;
};
struct command_in_sink {
    const char* name;
    awaitable<void> (*run)(surroundings);
};

const command_in_sink commands[] = {
    {"STAT", [](surroundings here) -> awaitable<void> { co_await here.over->stat(); }},
    {"mails", [](surroundings here) -> awaitable<void> { co_await here.over->mails(); }},
    {"NOOP", [](surroundings here) -> awaitable<void> { co_await here.over->noop(); }},
    {"RSET", [](surroundings here) -> awaitable<void> { co_await here.over->reset(); }},
    {"own", [](surroundings here) -> awaitable<void> { co_await here.over->command("NOOP"); }},
    {"QUIT", [](surroundings here) -> awaitable<void> { co_await here.over->quit(); }},
    {"DELE", [](surroundings here) -> awaitable<void> { co_await here.over->numbered(1).remove(); }},
    {"LIST n", [](surroundings here) -> awaitable<void> { co_await here.over->numbered(1).list(); }},
    {"UIDL n", [](surroundings here) -> awaitable<void> { co_await here.over->numbered(1).uidl(); }},
    {"RETR", [](surroundings here) -> awaitable<void> { co_await here.over->numbered(3).text(); }},
    {"TOP", [](surroundings here) -> awaitable<void> { co_await here.over->numbered(3).header(); }},
    {"DELEs",
     [](surroundings here) -> awaitable<void> {
         const std::vector<mail> both = {here.over->numbered(1), here.over->numbered(2)};
         co_await here.over->remove(both);
     }},
    {"next()", [](surroundings here) -> awaitable<void> { co_await here.messages->next(); }},
    {"the next message", [](surroundings here) -> awaitable<void> { co_await here.next->text(); }},
};

/// How the sink of a test starts its command.
enum class how { at_once, behind_a_suspension, wrapped, the_last };

}  // namespace

TEST_CASE(
    "[R60] a sink that awaits any command of its own session gets an error at once, and nothing is written") {
    for (const std::size_t octets : {0U, 100'000U})
        for (const auto way : {how::at_once, how::behind_a_suspension, how::wrapped, how::the_last})
            for (const auto& [name, command] : commands) {
                CAPTURE(octets);
                CAPTURE(static_cast<int>(way));
                CAPTURE(name);
                embedded there;
                const auto sent = fill(there, 4, octets);
                auto body = [&](session& session) -> awaitable<void> {
                    auto messages = session.retrieve(co_await session.mails());
                    auto first = co_await messages.next();
                    auto second = co_await messages.next();
                    const auto heard = there.server.transcript().size();
                    const surroundings here{&session, &messages, &*second};
                    std::size_t seen = 0;
                    auto into = [&](std::string_view piece) -> awaitable<void> {
                        seen += piece.size();
                        if (way == how::behind_a_suspension) co_await turn();
                        if (way == how::the_last && seen < sent[0].size()) co_return;
                        co_await command(here);
                    };
                    auto target = sink(into);
                    auto around = sink(counting(tee(into, into)));
                    auto& chosen = way == how::wrapped ? around : target;
                    const auto why = co_await failure_of(first->read_to(sink(std::ref(chosen))));
                    CHECK(why.code() == errc::awaited_in_sink);
                    CHECK_THROWS_AS(first->mark_deleted(), error);
                    co_await session.noop();
                    const auto lines = there.server.transcript();
                    for (auto at = heard; at < lines.size(); ++at)
                        CHECK((lines[at] == "NOOP" || lines[at].starts_with("RETR")));
                    // All other messages are delivered as usual.
                    std::vector<std::string> got(1, co_await second->text());
                    while (auto message = co_await messages.next())
                        got.push_back(co_await message->text());
                    CHECK(got == std::vector<std::string>(sent.begin() + 1, sent.end()));
                };
                play(there, there.secured(), body);
                CHECK(there.server.messages().size() == 4);
            }
}

TEST_CASE(
    "[R60] a sink may mark messages, spawn a coroutine and close the session, because it awaits none of "
    "them") {
    embedded there;
    const auto sent = fill(there, 3, 50'000);
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        auto first = co_await messages.next();
        static_cast<void>(co_await first->text());
        auto second = co_await messages.next();
        bool answered = false;
        auto ask = [&]() -> awaitable<void> {
            co_await session.noop();
            answered = true;
        };
        bool asked = false;
        auto into = [&](std::string_view) -> awaitable<void> {
            co_await turn();
            if (std::exchange(asked, true)) co_return;
            first->mark_deleted();
            boost::asio::co_spawn(there.context, ask(), [](std::exception_ptr why) { CHECK_FALSE(why); });
            co_await turn();
        };
        co_await second->read_to(into);
        co_await session.noop();
        CHECK(answered);
        CHECK(first->is_marked());
        auto third = co_await messages.next();
        auto closing = [&](std::string_view) -> awaitable<void> {
            session.close();
            co_await session.noop();
        };
        const auto why = co_await failure_of(third->read_to(closing));
        CHECK(why.code() == errc::session_closed);
    };
    play(there, there.secured(), body);
}

TEST_CASE("[R60] commit() of a sink may await commands of the session") {
    embedded there;
    const auto sent = fill(there, 4, 50'000);
    auto body = [&](session& session) -> awaitable<void> {
        struct asking {
            popline::session* over;
            bool early;
            int commits = 0;
            awaitable<void> operator()(std::string_view) { co_await turn(); }
            awaitable<void> commit() {
                co_await over->noop();
                co_await over->numbered(4).list();
                ++commits;
            }
            bool has_enough() const noexcept { return early; }
        };
        auto messages = session.retrieve(co_await session.mails());
        asking whole{&session, false};
        asking early{&session, true};
        auto first = co_await messages.next();
        co_await first->read_to(std::ref(whole));
        CHECK(whole.commits == 1);
        CHECK(first->is_whole());
        auto second = co_await messages.next();
        co_await second->read_to(std::ref(early));
        CHECK(early.commits == 1);
        auto third = co_await messages.next();
        const auto text = co_await third->text();
        CHECK(text == sent[2]);
    };
    play(there, there.secured(), body);
}

}  // namespace popline::test
