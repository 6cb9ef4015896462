// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "liar.hpp"
#include "scene.hpp"

// The outcomes and the progress of a retrieval.

namespace popline::test {

namespace {

std::vector<outcome> results_of(const retrieval& batch) {
    std::vector<outcome> made;
    for (const auto& one : batch.outcomes())
        made.push_back(one.result);
    return made;
}

/// A sink that stops its message after a number of bytes.
struct choosy {
    std::size_t left;
    void operator()(std::string_view octets) {
        if (octets.size() > left) throw std::length_error("enough");
        left -= octets.size();
    }
};

}  // namespace

TEST_CASE("[R32] each item of a retrieval has its outcome: done, refused, not read, broken off") {
    for (const std::size_t width : {1U, 256U}) {
        embedded there;
        fill(there, 6, 500);
        there.server.refuse("RETR", 2, "[SYS/PERM] not \x1b[1mthis");
        auto body = [&](session& session) -> awaitable<void> {
            auto messages = session.retrieve(co_await session.mails());
            while (auto message = co_await messages.next()) {
                if (message->number() == 3) continue;
                choosy into{message->number() == 4 ? 10U : 1'000'000U};
                if (message->number() == 4) {
                    co_await throws<std::length_error>(message->read_to(into));
                } else if (!message->refused()) {
                    co_await message->read_to(into);
                }
                if (message->number() == 5) break;
            }
            CHECK(results_of(messages)
                  == std::vector<outcome>{outcome::done, outcome::refused, outcome::not_tried,
                                          outcome::broken_off, outcome::done, outcome::not_tried});
            const auto refused = messages.outcomes()[1];
            CHECK(refused.number == 2);
            CHECK(refused.code == errc::permanent_failure);
            CHECK(refused.reply.find("not") != std::string::npos);
            CHECK(refused.reply.find('\x1b') == std::string::npos);
            CHECK(messages.remaining().size() == 1);
        };
        play(there, there.secured().pipelining(pipelining::window(width)), body);
    }
}

TEST_CASE(
    "[R80] after the connection has ended, items in flight are lost, and items that were not sent are not "
    "tried") {
    liar there;
    there.replies["RETR 1"] = "+OK\r\nwhole\r\n.\r\n";
    there.replies["RETR 2"] = "";
    session session(there.context);
    auto body = [&]() -> awaitable<void> {
        co_await session.connect(there.where().pipelining(pipelining::window(4)));
        co_await session.login(known_user());
        std::vector<mail> many;
        for (message_number number = 1; number <= 10; ++number)
            many.push_back(session.numbered(number));
        auto messages = session.retrieve(many);
        auto first = co_await messages.next();
        const auto text = co_await first->text();
        CHECK(text == "whole\r\n");
        first.reset();
        const auto why = co_await failure_of(messages.next());
        CHECK(why.code() == errc::closed);
        const auto seen = messages.outcomes();
        CHECK(seen[0].result == outcome::done);
        CHECK(seen[1] == item_outcome{2, outcome::lost, errc::closed, {}});
        // The fourth command in the window was the CAPA after the login.
        CHECK(seen[2].result == outcome::lost);
        CHECK(seen[9] == item_outcome{10, outcome::not_tried, {}, {}});
        CHECK(messages.remaining().size() == 9);
    };
    play(there.context, body);
}

TEST_CASE(
    "progress counts messages and bytes, also of messages that are being read, and the totals that LIST "
    "announced") {
    embedded there;
    const auto sent = fill(there, 4, 3'000);
    const auto size = sent[0].size();
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        CHECK(messages.progress() == progress{0, 4, 0, 4 * size});
        std::uint64_t before = 0;
        while (auto message = co_await messages.next()) {
            std::uint64_t seen = 0;
            auto watch = [&](std::string_view octets) {
                CHECK(message->bytes_read() == seen);
                CHECK(messages.progress().bytes == before + seen);
                seen += octets.size();
            };
            co_await message->read_to(watch);
            before += seen;
            CHECK(messages.progress() == progress{message->number(), 4, before, 4 * size});
        }
        CHECK(messages.progress() == progress{4, 4, 4 * size, 4 * size});
    };
    play(there, there.secured(), body);
}

TEST_CASE("messages that are kept and read in any order are each counted once") {
    embedded there;
    fill(there, 30);
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        std::vector<message> kept;
        while (auto message = co_await messages.next())
            kept.push_back(std::move(*message));
        for (auto one = kept.rbegin(); one != kept.rend(); ++one)
            if (one->number() % 3 == 0) static_cast<void>(co_await one->text());
        CHECK(results_of(messages) == std::vector<outcome>(30, outcome::not_tried));
        kept.clear();
        const auto seen = results_of(messages);
        for (std::size_t item = 0; item < 30; ++item)
            CHECK(seen[item] == ((item + 1) % 3 == 0 ? outcome::done : outcome::not_tried));
    };
    play(there, there.secured(), body);
}

}  // namespace popline::test
