// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/error.hpp>

#include "net/gate.hpp"
#include "net/line.hpp"

// What a server said before it hung up, and what it never answered.

using namespace popline;
using namespace popline::test;
using namespace std::chrono_literals;
using boost::asio::awaitable;

namespace {

/// The outcome of each mail of a batch that ended with a broken connection.
awaitable<void> remove_and_count(session& one, std::vector<mail> mails, std::vector<outcome>& seen) {
    const auto removed = co_await one.remove(std::move(mails));
    seen.assign(removed.done, outcome::done);
    for (const auto& item : removed.failed)
        seen.push_back(item.result);
}

std::size_t count(const std::vector<outcome>& seen, outcome what) {
    return static_cast<std::size_t>(std::ranges::count(seen, what));
}

std::string replies(std::size_t how_many) {
    std::string all;
    for (std::size_t at = 0; at < how_many; ++at)
        all += "+OK\r\n";
    return all;
}

/// A session whose window is wider than the batch.
struct leaving : line {
    leaving() : line(wide()) {}
    static limits wide() {
        limits within;
        within.initial_window_commands = 1024;
        return within;
    }
    /// From now on writes fail; reading goes on.
    void stop_reading() { there->writes_fail_with = boost::asio::error::broken_pipe; }
};

}  // namespace

TEST_CASE("[R38] a failed write takes away no reply that came before it, however many there are") {
    for (const std::size_t answered : {1U, 127U, 128U, 129U, 400U, 700U}) {
        CAPTURE(answered);
        leaving here;
        std::vector<outcome> seen;
        const auto all = first_mails(here.one, 1000);
        const started batch(here.context.get_executor(),
                            [&] { return remove_and_count(here.one, all, seen); });
        here.settle();
        here.there->say_unasked(replies(answered));
        here.stop_reading();
        const auto asked = here.begin(named("stat"));
        CHECK(batch.succeeded());
        REQUIRE(seen.size() == 1000);
        CHECK(count(seen, outcome::done) == answered);
        CHECK(count(seen, outcome::unknown) == 1000 - answered);
        CHECK(asked->code() == errc::closed);
        CHECK(here.there->closed);
        here.settle();
        CHECK(here.context.stopped());
        CHECK(here.clock->armed() == 0);
    }
}

TEST_CASE("[R38] nor the rest of a message that is being read, nor one that its owner has not come to") {
    for (const bool waits : {true, false}) {
        line here;
        CAPTURE(waits);
        gate door(here.context);
        if (waits) door.open();
        std::string first, second;
        const auto loop = [&]() -> awaitable<void> {
            auto messages = here.one.retrieve({here.one.numbered(1), here.one.numbered(2)});
            auto one = co_await messages.next();
            co_await door.passed();
            first = co_await one->text();
            one = co_await messages.next();
            second = co_await one->text();
        };
        const started retrieval(here.context.get_executor(), loop);
        here.settle();
        here.there->say("+OK\r\nwhole");
        here.settle();
        here.there->say_unasked("\r\n.\r\n+OK\r\nthis too\r\n.\r\n");
        here.there->writes_fail_with = boost::asio::error::connection_reset;
        const auto unheard = [&]() -> awaitable<void> { co_await here.one.noop(); };
        std::optional<started> asked;
        if (waits) asked.emplace(here.context.get_executor(), unheard);
        here.settle();
        door.open();
        here.settle();
        CHECK(retrieval.succeeded());
        CHECK(first == "whole\r\n");
        CHECK(second == "this too\r\n");
        if (!asked) asked.emplace(here.context.get_executor(), unheard);
        here.settle();
        CHECK(asked->code() == errc::closed);
        CHECK(here.one.phase() == phase::closed);
    }
}

TEST_CASE("[R31][R38] an -ERR that stands in the way of a write is heard, and named") {
    line here;
    here.there->say("-ERR going down\r\n");
    here.there->writes_fail_with = boost::asio::error::broken_pipe;
    here.there->hang_up();
    const auto asked = here.begin(named("stat"));
    CHECK(asked->code() == errc::closed);
    CHECK(asked->thrown()->reply() == "going down");
}

TEST_CASE(
    "[R35] a server that announces PIPELINING and loses commands is named by a time-out, or served alone") {
    for (const bool alone : {false, true}) {
        stage here;
        // The server obeys the first line of each write, and ignores the others.
        std::size_t obeyed = 0;
        bool loses = false;
        std::shared_ptr<scripted_peer> there;
        there = here.peer(plain_greeting, [&](std::string_view asked) {
            const bool first = std::exchange(obeyed, there->written.size()) != there->written.size();
            if (loses && !first) return std::string();
            return plain_answer(asked);
        });
        session one(here.context);
        prepare(here.context, one, needs::login,
                alone ? here.where().pipelining(pipelining::off()) : here.where());
        loses = true;
        std::vector<outcome> seen;
        const auto all = first_mails(one, 5);
        const started batch(here.context.get_executor(), [&] { return remove_and_count(one, all, seen); });
        const started behind(here.context.get_executor(), [&]() -> awaitable<void> {
            const auto said = co_await one.stat();
            CHECK(said.messages == 3);
        });
        here.advance(180s - 1ms);
        CHECK(behind.completions() == (alone ? 1 : 0));
        here.advance(1ms);
        CHECK(batch.succeeded());
        if (alone) {
            CHECK(behind.succeeded());
            CHECK(seen == std::vector<outcome>(5, outcome::done));
            continue;
        }
        CHECK(seen
              == std::vector<outcome>{outcome::done, outcome::unknown, outcome::unknown, outcome::unknown,
                                      outcome::unknown});
        CHECK(behind.code() == errc::reply_timed_out);
        const std::string words = behind.thrown()->what();
        CHECK(words.find("DELE, commands in flight: 5") != words.npos);
    }
}
