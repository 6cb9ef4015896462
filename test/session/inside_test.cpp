// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <functional>

#include "scene.hpp"

// Commands awaited inside the retrieval loop (R91).

namespace popline::test {

namespace {

using command_inside = std::function<awaitable<void>(session&, const mail&)>;

struct verb_inside {
    const char* name;
    command_inside await;
};

awaitable<void> stat_inside(session& session, const mail&) {
    static_cast<void>(co_await session.stat());
}
awaitable<void> mails_inside(session& session, const mail&) {
    const auto all = co_await session.mails();
    CHECK(all.size() == 12);
}
awaitable<void> noop_inside(session& session, const mail&) {
    co_await session.noop();
}
awaitable<void> capa_inside(session& session, const mail&) {
    static_cast<void>(co_await session.capabilities());
}
awaitable<void> own_inside(session& session, const mail&) {
    static_cast<void>(co_await session.command("UIDL", reply_shape::multi_line));
}
awaitable<void> list_inside(session&, const mail& one) {
    const auto listed = co_await one.list();
    CHECK(listed.number == one.number());
}
awaitable<void> uidl_inside(session&, const mail& one) {
    const auto id = co_await one.uidl();
    CHECK(id == one.unique_id());
}
awaitable<void> top_inside(session&, const mail& one) {
    const auto header = co_await one.header();
    CHECK(header == "Subject: " + std::to_string(one.number()) + "\r\n\r\n");
}
awaitable<void> retr_inside(session& session, const mail& one) {
    const auto other = one.number() % 12 + 1;
    const auto text = co_await session.numbered(other).text();
    CHECK(text.starts_with("Subject: " + std::to_string(other) + "\r\n"));
}
awaitable<void> same_inside(session&, const mail& one) {
    const auto text = co_await one.text();
    CHECK(text.starts_with("Subject: " + std::to_string(one.number()) + "\r\n"));
}
awaitable<void> dele_and_rset_inside(session& session, const mail& one) {
    co_await one.remove();
    co_await session.reset();
}
awaitable<void> remove_and_rset_inside(session& session, const mail& one) {
    const std::vector<mail> batch(1, one);
    const auto removed = co_await session.remove(batch);
    CHECK(removed == batch_result{1, {}});
    co_await session.reset();
}

const verb_inside verbs[] = {
    {"STAT", stat_inside},
    {"LIST and UIDL", mails_inside},
    {"NOOP", noop_inside},
    {"CAPA", capa_inside},
    {"own", own_inside},
    {"LIST n", list_inside},
    {"UIDL n", uidl_inside},
    {"TOP", top_inside},
    {"RETR of another", retr_inside},
    {"RETR of the same", same_inside},
    {"DELE and RSET", dele_and_rset_inside},
    {"remove and RSET", remove_and_rset_inside},
};

}  // namespace

TEST_CASE(
    "[R91] every verb inside the loop, before and behind the reading, completes, and each message comes "
    "whole") {
    for (const std::size_t window : {1U, 2U, 128U})
        for (const bool before_reading : {true, false})
            for (const auto& [name, await] : verbs) {
                CAPTURE(window);
                CAPTURE(before_reading);
                CAPTURE(name);
                embedded there;
                const auto sent = fill(there, 12, 9'000);
                auto body = [&](session& session) -> awaitable<void> {
                    auto messages = session.retrieve(co_await session.mails());
                    std::vector<std::string> got;
                    while (auto message = co_await messages.next()) {
                        if (before_reading) co_await await(session, message->mail());
                        got.push_back(co_await message->text());
                        if (!before_reading) co_await await(session, message->mail());
                    }
                    CHECK(got == sent);
                };
                play(there, there.secured().pipelining(pipelining::window(window)), body);
            }
}

TEST_CASE("[R91] messages that are retrieved again are counted, and the retrieval no longer reads ahead") {
    embedded there;
    const auto sent = fill(there, 100, 2'000);
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        std::vector<std::string> got;
        while (auto message = co_await messages.next()) {
            if (message->number() <= 3) co_await session.noop();
            got.push_back(co_await message->text());
        }
        CHECK(got == sent);
        const auto counted = session.counters();
        CHECK(counted.bodies_asked_again >= 1);
        CHECK(counted.bodies_asked_again <= 6);
        MESSAGE("asked again ", counted.bodies_asked_again, ", abandoned ", counted.abandoned_replies);
        // The messages that were read ahead are retrieved again. After that one message is in flight.
        CHECK(count(there.server.transcript(), "RETR") < 210);
    };
    play(there, there.secured(), body);
}

TEST_CASE(
    "[R91] a message that was displaced is read when its turn comes, also after the retrieval has gone") {
    embedded there;
    const auto sent = fill(there, 5, 4'000);
    auto body = [&](session& session) -> awaitable<void> {
        std::optional<message> kept;
        {
            auto messages = session.retrieve(co_await session.mails());
            kept = co_await messages.next();
            co_await session.noop();
        }
        co_await session.noop();
        const auto text = co_await kept->text();
        CHECK(text == sent[0]);
        kept->mark_deleted();
        const auto committed = co_await session.quit();
        CHECK(committed.done == 1);
    };
    play(there, there.secured(), body);
    CHECK(there.server.messages().size() == 4);
}

TEST_CASE("a message that is read after the next call of next() is whole, or is retrieved again") {
    embedded there;
    const auto sent = fill(there, 6, 3'000);
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        std::vector<message> kept;
        while (auto message = co_await messages.next())
            kept.push_back(std::move(*message));
        for (std::size_t at = kept.size(); at-- > 0;) {
            const auto text = co_await kept[at].text();
            CHECK(text == sent[at]);
        }
        const auto why = co_await failure_of(kept[0].text());
        CHECK(why.code() == errc::already_read);
    };
    play(there, there.secured(), body);
}

}  // namespace popline::test
