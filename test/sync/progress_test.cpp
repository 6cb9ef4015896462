// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>
#include <popline/sync/sync.hpp>
#include <stdexcept>

#include "sync/stage.hpp"

namespace popline::test {

namespace {

/// What `sync_policy::watch` heard in a run.
std::vector<sync_progress> watched(stage& there, sync_result* result = nullptr) {
    std::vector<sync_progress> heard;
    there.how.watch = [&heard](const sync_progress& now) { heard.push_back(now); };
    const auto made = there.run();
    there.how.watch = {};
    if (result) *result = made;
    return heard;
}

std::vector<sync_step> steps_of(const std::vector<sync_progress>& heard) {
    std::vector<sync_step> steps;
    for (const auto& one : heard)
        if (steps.empty() || steps.back() != one.step) steps.push_back(one.step);
    return steps;
}

}  // namespace

TEST_CASE("a run tells its steps and counts what it stores") {
    stage there;
    there.add("ab");
    CHECK(there.run().is_complete());
    there.add("cde");
    there.how.group.messages = 2;
    there.how.delete_after = std::chrono::seconds(0);
    const auto heard = watched(there);
    CHECK(steps_of(heard)
          == std::vector{sync_step::connecting, sync_step::listing, sync_step::receiving,
                         sync_step::committing});
    std::vector<std::size_t> received;
    for (const auto& one : heard)
        if (one.received > received.size()) received.push_back(one.stored);
    REQUIRE(received.size() == 3);
    CHECK(received[0] == 0);  // the message came, and is not durable yet
    const auto begin = *std::find_if(heard.begin(), heard.end(), [](const sync_progress& one) {
        return one.step == sync_step::receiving;
    });
    CHECK(begin.listed == 5);
    CHECK(begin.known == 2);
    CHECK(begin.to_retrieve == 3);
    CHECK(begin.bytes_expected == 3 * stage::text_of('c').size());
    const auto& last = heard.back();
    CHECK(last.sessions == 1);
    CHECK(last.received == 3);
    CHECK(last.finished == 3);
    CHECK(last.stored == 3);
    CHECK(last.failed == 0);
    CHECK(last.deletions == 5);
    CHECK(last.bytes_received == *begin.bytes_expected);
}

TEST_CASE("a run that waits tells why, and when the next attempt comes") {
    stage there;
    there.add("a");
    there.server.refuse_nth("AUTH", 1, "[IN-USE] busy");
    const auto before = std::chrono::steady_clock::now();
    const auto heard = watched(there);
    CHECK(steps_of(heard)
          == std::vector{sync_step::connecting, sync_step::waiting, sync_step::connecting, sync_step::listing,
                         sync_step::receiving, sync_step::committing});
    for (const auto& one : heard) {
        CHECK(one.next_attempt.has_value() == (one.step == sync_step::waiting));
        if (!one.next_attempt) continue;
        CHECK(one.cause == errc::in_use);
        CHECK(*one.next_attempt >= before);
    }
    CHECK(heard.back().sessions == 2);
}

TEST_CASE("no connection is open while a run waits") {
    stage there;
    there.add("a");
    there.server.refuse("AUTH", 0, "[IN-USE] busy");
    there.how.retry.first = std::chrono::minutes(10);
    boost::asio::cancellation_signal stop;
    bool waits = false;
    bool has_ended = false;
    there.how.watch = [&](const sync_progress& now) { waits = waits || now.step == sync_step::waiting; };
    const account user("user@test", there.plain(), known_user());
    const auto ends = [&](std::exception_ptr, const sync_result&) { has_ended = true; };
    boost::asio::co_spawn(there.context, sync(user, there.ledger, there.delivery, there.how),
                          boost::asio::bind_cancellation_slot(stop.slot(), ends));
    const auto is_quiet = [&] { return waits && there.server.counts().open == 0; };
    while (!is_quiet() && there.context.run_one_for(std::chrono::seconds(60)) != 0) {}
    CHECK(is_quiet());
    CHECK_FALSE(has_ended);
    stop.emit(boost::asio::cancellation_type::terminal);
    while (!has_ended && there.context.run_one_for(std::chrono::seconds(60)) != 0) {}
    CHECK(has_ended);
}

TEST_CASE("what a run expects includes the messages that are left for its next sessions") {
    stage there;
    there.add("abcde");
    there.how.commit_every = 2;
    there.how.per_run = 4;
    there.how.delete_after = std::chrono::seconds(0);
    for (const auto& one : watched(there)) {
        if (one.step != sync_step::receiving) continue;
        CHECK(one.to_retrieve == 4);
        CHECK(one.bytes_expected == 4 * stage::text_of('c').size());
    }
}

TEST_CASE("messages that fail are finished, too") {
    stage there;
    there.add("abcd");
    there.server.refuse("RETR", 1, "no");
    there.delivery.on_result = [](const received_item& one) {
        const bool fails = one.item.unique_id == "b";
        return delivery_result{fails ? delivered::rejected : delivered::stored, {}, {}, {}};
    };
    const auto last = watched(there).back();
    CHECK(last.to_retrieve == 4);
    CHECK(last.finished == 4);
    CHECK(last.stored == 2);
    CHECK(last.failed == 2);
}

TEST_CASE("[R113] a progress hook that throws at once ends a run with a limit of messages, too") {
    stage there;
    there.add("abcd");
    there.how.per_run = 1;
    there.how.watch = [](const sync_progress&) { throw error(errc::closed); };
    const auto result = there.run();
    CHECK(code_of(result.failure) == errc::closed);
    CHECK(result.sessions == 1);
    CHECK(there.delivery.stored.empty());
}

TEST_CASE("[R113] a progress hook that throws ends the run after what came whole is stored and committed") {
    for (int calls = 0;; ++calls) {
        CAPTURE(calls);
        stage there;
        there.add("abcd");
        there.how.group.messages = 2;
        there.how.delete_after = std::chrono::seconds(0);
        int left = calls;
        bool has_thrown = false;
        std::size_t received = 0;
        there.how.watch = [&](const sync_progress& now) {
            CHECK_FALSE(has_thrown);
            has_thrown = left-- == 0;
            received = now.received;
            // An error that looks as if another session could help.
            if (has_thrown) throw error(errc::closed);
        };
        const auto result = there.run();
        if (!has_thrown) break;
        CHECK(code_of(result.failure) == errc::closed);
        CHECK(result.sessions == 1);
        CHECK(there.delivery.stored.size() == received);
        CHECK(count_in(there.diary, "record") == there.delivery.stored.size());
        CHECK(count_in(there.diary, "deleted") == there.delivery.stored.size());
        CHECK(there.server.messages().size() == 4 - there.delivery.stored.size());
        there.how.watch = {};
        CHECK(there.run().is_complete());
        CHECK(there.delivery.stored.size() == 4);
    }
}

TEST_CASE("the result of a run adds up the traffic of its sessions") {
    stage there;
    there.add("abc");
    there.how.commit_every = 2;
    there.how.delete_after = std::chrono::seconds(0);
    const auto result = there.run();
    CHECK(result.sessions == 2);
    CHECK(result.traffic.commands == there.server.counts().commands);
    CHECK(result.traffic.round_trips > 0);
}

}  // namespace popline::test
