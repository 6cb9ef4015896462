// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <popline/sync/collect.hpp>
#include <popline/sync/memory_ledger.hpp>
#include <set>

#include "sync/office.hpp"

namespace popline::test {

TEST_CASE("many accounts are collected within the limits of sessions") {
    office there;
    for (int number = 0; number < 12; ++number) {
        there.add(number % 3 == 0 ? there.other : there.first, number, 3);
        there.accounts.back().how.group.messages = 1;
    }
    there.how.sessions = 5;
    there.how.sessions_per_host = 3;
    std::map<std::string, std::string> at_work;  // the host of each account
    std::size_t most = 0;
    std::map<std::string, std::size_t> most_per_host;
    there.how.watch = [&](const account& of, const sync_progress&, const collect_counts& counts) {
        at_work.emplace(of.name, of.where.host());
        most = std::max(most, at_work.size());
        CHECK(counts.at_work <= 5);
        std::map<std::string, std::size_t> per_host;
        for (const auto& [name, host] : at_work)
            most_per_host[host] = std::max(most_per_host[host], ++per_host[host]);
    };
    there.how.ended = [&](const account& of, const sync_result&, const collect_counts&) {
        at_work.erase(of.name);
    };
    const auto result = there.run();
    CHECK_FALSE(result.failure);
    CHECK(result.counts.complete == 12);
    CHECK(result.counts.messages == 36);
    CHECK(result.counts.sessions == 12);
    CHECK(result.counts.bytes == 36 * there.text(0, 0).size());
    CHECK(result.counts.round_trips >= 24);
    CHECK(result.counts.at_work == 0);
    CHECK(there.stored.size() == 36);
    CHECK(most == 5);
    CHECK(most_per_host["localhost"] == 3);  // it is the first host
    CHECK(most_per_host["127.0.0.1"] <= 3);
    CHECK(there.most_open <= 5);
}

TEST_CASE("hosts take turns: a host with many accounts does not keep another one waiting") {
    office there;
    for (int number = 0; number < 8; ++number)
        there.add(there.first, number, 1);
    there.add(there.other, 8, 1);
    there.how.sessions = 1;
    there.run();
    REQUIRE(there.ended.size() == 9);
    CHECK(there.ended[1] == "user8");
}

TEST_CASE("an account with much mail keeps no other account of its host waiting") {
    office there;
    there.add(there.first, 0, 400);
    there.accounts.back().how.group.messages = 1;
    for (int number = 1; number < 6; ++number)
        there.add(there.first, number, 1);
    there.how.sessions_per_host = 2;
    CHECK(there.run().counts.complete == 6);
    CHECK(there.ended.back() == "user0");
}

TEST_CASE("a run that commits often lets another account of its host go first") {
    office there;
    there.add(there.first, 0, 40);
    there.accounts.back().how.commit_every = 10;
    there.accounts.back().how.delete_after = std::chrono::seconds(0);
    for (int number = 1; number < 3; ++number)
        there.add(there.first, number, 1);
    there.how.sessions_per_host = 1;
    const auto result = there.run();
    CHECK(result.counts.complete == 3);
    CHECK(result.counts.deletions == 40);
    CHECK(result.counts.sessions == 6);
    CHECK(there.stored.size() == 42);
    CHECK(there.ended == std::vector<std::string>{"user1", "user2", "user0"});
}

TEST_CASE("accounts of a server that hangs keep no other account waiting, and continue after them") {
    office there;
    there.add(there.other, 0, 20);
    there.add(there.other, 1, 20);
    for (auto& one : there.accounts)
        one.how.group.messages = 1;
    for (int number = 2; number < 8; ++number)
        there.add(there.first, number, 2);
    SUBCASE("in the greeting") {
        there.other.server->stall_after(1);
    }
    SUBCASE("in a message") {
        there.other.server->stall_after(900);
    }
    there.how.sessions = 2;
    there.how.stalled_after = std::chrono::milliseconds(20);
    int left = 6;
    const collected_hook heals = [&](const account&, const sync_result&, const collect_counts&) {
        if (--left == 0) there.other.server->heal();
    };
    there.how.ended = heals;
    const auto result = there.run();
    CHECK(result.counts.complete == 8);
    CHECK(result.counts.sessions_lost >= 1);
    CHECK(there.stored.size() == 52);
    CHECK(std::set<std::string>(there.ended.begin() + 6, there.ended.end())
          == std::set<std::string>{"user0", "user1"});
}

TEST_CASE("a session is not given up while no other account waits for its place") {
    office there;
    there.add(there.first, 0, 3);
    there.first.server->delay(std::chrono::milliseconds(30));
    there.how.stalled_after = std::chrono::milliseconds(2);
    const auto result = there.run();
    CHECK(result.counts.complete == 1);
    CHECK(result.counts.sessions_lost == 0);
}

TEST_CASE("the largest times mean never") {
    office there;
    for (int number = 0; number < 3; ++number)
        there.add(there.first, number, 2);
    there.first.server->delay(std::chrono::milliseconds(5));
    there.how.sessions = 1;
    there.how.stalled_after = std::chrono::milliseconds::max();
    const auto result = there.run();
    CHECK(result.counts.complete == 3);
    CHECK(result.counts.sessions_lost == 0);
}

TEST_CASE("slow accounts that wait for each other's places come to their end, too") {
    office there;
    for (int number = 0; number < 4; ++number)
        there.add(there.first, number, 2);
    there.first.server->delay(std::chrono::milliseconds(5));
    there.how.sessions = 1;
    there.how.stalled_after = std::chrono::milliseconds(2);
    for (auto& one : there.accounts)
        one.how.retry.sessions = 100;
    const auto result = there.run();
    CHECK(result.counts.complete == 4);
    CHECK(result.counts.sessions_lost >= 1);
    CHECK(there.stored.size() == 8);
}

TEST_CASE("an account that waits for its next attempt keeps no other account waiting") {
    office there;
    there.add(there.other, 0, 1);
    there.other.server->refuse("AUTH", 0, "[IN-USE] busy");
    there.accounts.back().how.retry.first = std::chrono::minutes(10);
    for (int number = 1; number < 4; ++number)
        there.add(there.first, number, 1);
    there.how.sessions = 1;
    const collected_hook stops = [&](const account&, const sync_result&, const collect_counts& counts) {
        if (counts.complete == 3) there.stop.emit(boost::asio::cancellation_type::terminal);
    };
    there.how.ended = stops;
    const auto result = there.run();
    CHECK(code_of(result.failure) == condition::cancelled);
    CHECK(result.counts.complete == 3);
    CHECK(result.counts.failed == 1);
    CHECK(there.other.server->counts().sessions == 1);
}

TEST_CASE("wrong credentials are the failure of one account, after one session") {
    office there;
    for (int number = 0; number < 3; ++number)
        there.add(there.first, number, 1);
    there.first.server->user("user1", "changed");
    const auto result = there.run();
    CHECK(result.counts.complete == 2);
    CHECK(result.counts.failed == 1);
    CHECK(result.counts.sessions == 3);
    CHECK_FALSE(result.failure);
    CHECK(code_of(there.failures.at("user1")) == condition::wrong_credentials);
}

TEST_CASE("a delivery exists only while its account receives mail") {
    office there;
    for (int number = 0; number < 6; ++number)
        there.add(there.first, number, number % 2);
    there.how.sessions = 2;
    CHECK(there.run().counts.complete == 6);
    CHECK(there.deliveries == 0);
    CHECK(there.most_deliveries <= 2);
    CHECK(there.deliveries_made == 3);
}

TEST_CASE("a delivery that cannot be opened fails the messages of its account") {
    office there;
    there.add(there.first, 0, 2);
    there.add(there.first, 1, 2);
    const auto fails = []() -> std::unique_ptr<delivery> { throw std::runtime_error("no such folder"); };
    SUBCASE("it throws") {
        there.accounts[0].open = fails;
    }
    SUBCASE("there is none") {
        there.accounts[0].open = [] { return std::unique_ptr<delivery>(); };
    }
    const auto result = there.run();
    CHECK(result.counts.incomplete == 1);
    CHECK(result.counts.complete == 1);
}

TEST_CASE("two accounts of one ledger with one name would fence each other, so the second one is refused") {
    office there;
    there.add(there.first, 0, 1);
    there.accounts.push_back(there.accounts.front());
    std::exception_ptr second;
    there.how.ended = [&](const account&, const sync_result& of, const collect_counts&) {
        if (of.failure) second = of.failure;
    };
    const auto result = there.run();
    CHECK(result.counts.complete == 1);
    CHECK(result.counts.failed == 1);
    CHECK(code_of(second) == errc::invalid_argument);
    CHECK(there.stored.size() == 1);
}

TEST_CASE("each account has its turn again and again, until the operation is cancelled") {
    office there;
    for (int number = 0; number < 3; ++number)
        there.add(there.first, number, 1);
    there.other.server->silent();
    there.add(there.other, 3, 1);  // it has one turn that does not end, and delays no other account
    there.how.every = std::chrono::milliseconds(5);
    std::map<std::string, int> turns;
    const auto start = std::chrono::steady_clock::now();
    there.how.watch = [&](const account& of, const sync_progress& now, const collect_counts&) {
        if (now.step != sync_step::connecting) return;
        // The first turn began after `start`, and this is called some time after a turn began.
        CHECK(std::chrono::steady_clock::now() - start >= turns[of.name] * there.how.every);
    };
    const collected_hook stops = [&](const account& of, const sync_result& result, const collect_counts&) {
        ++turns[of.name];
        if (turns[of.name] == 2) CHECK(result.known == 1);
        if (turns["user0"] >= 4 && turns["user1"] >= 4 && turns["user2"] >= 4)
            there.stop.emit(boost::asio::cancellation_type::terminal);
    };
    there.how.ended = stops;
    const auto result = there.run();
    CHECK(code_of(result.failure) == condition::cancelled);
    CHECK(result.counts.complete >= 12);
    CHECK(result.counts.messages == 3);
    CHECK(result.counts.sessions >= 13);
    CHECK(turns["user3"] == 1);
    CHECK(there.stored.size() == 3);
}

TEST_CASE("no accounts are done at once") {
    office there;
    const auto result = there.run();
    CHECK_FALSE(result.failure);
    CHECK(result.counts == collect_counts());
}

TEST_CASE("a thousand accounts with nothing new need few round trips and no delivery") {
    office there;
    constexpr int many = 1'000;
    for (int number = 0; number < many; ++number)
        there.add(there.first, number, 1);
    there.how.sessions_per_host = 32;
    CHECK(there.run().counts.messages == many);
    const auto made = there.deliveries_made;
    CHECK(there.most_deliveries <= 32);
    const auto result = there.run();
    CHECK(result.counts.complete == many);
    CHECK(result.counts.messages == 0);
    CHECK(result.counts.sessions == many);
    CHECK(result.counts.round_trips <= 6 * many);
    CHECK(there.deliveries_made == made);
    CHECK(there.stored.size() == many);
}

TEST_CASE("accounts have their turn one after the other if there is memory for one only") {
    office there;
    for (int number = 0; number < 5; ++number)
        there.add(there.first, number, 2);
    there.how.memory_bytes = 1;
    there.how.watch = [](const account&, const sync_progress&, const collect_counts& counts) {
        CHECK(counts.at_work == 1);
    };
    CHECK(there.run().counts.complete == 5);
}

TEST_CASE("a collect that is cancelled at any moment ends, and the next one stores nothing twice") {
    bool is_done = false;
    for (int turns = 0; !is_done; turns += 11) {
        CAPTURE(turns);
        office there;
        for (int number = 0; number < 4; ++number)
            there.add(number == 3 ? there.other : there.first, number, 3);
        for (auto& one : there.accounts) {
            one.how.group.messages = 2;
            one.how.delete_after = std::chrono::seconds(0);
        }
        there.how.sessions = 2;
        const auto kind =
            turns % 2 == 0 ? boost::asio::cancellation_type::terminal : boost::asio::cancellation_type::total;
        const auto result = there.run_until(turns, kind);
        is_done = !result.failure;
        CHECK(there.ended.size() == 4);
        CHECK(result.counts.complete + result.counts.failed + result.counts.incomplete == 4);
        if (!is_done) CHECK(code_of(result.failure) == condition::cancelled);
        const auto stored = there.stored.size();
        CHECK(there.run().counts.complete == 4);
        CHECK(there.stored.size() == 12);
        CHECK(stored <= 12);
        CHECK(there.first.server->messages("user0").empty());
    }
}

TEST_CASE("[R72] a context that is destroyed during a collect leaves nothing behind") {
    bool is_done = false;
    for (int turns = 0; !is_done; turns += 13) {
        CAPTURE(turns);
        auto there = std::make_unique<office>();
        for (int number = 0; number < 4; ++number)
            there->add(there->first, number, 3);
        there->how.sessions = 2;
        boost::asio::co_spawn(there->context, collect(there->accounts, there->how),
                              [&](std::exception_ptr, collect_result) { is_done = true; });
        for (int times = 0; times < turns && !is_done; ++times)
            there->context.run_one_for(std::chrono::seconds(60));
        CHECK(there->stored.size() <= 12);
    }
}

TEST_CASE("a hook that throws ends a collect at a safe point, and is its failure") {
    for (const bool at_end : {true, false}) {
        CAPTURE(at_end);
        office there;
        for (int number = 0; number < 4; ++number)
            there.add(there.first, number, 1);
        there.how.sessions = 1;
        int calls = 0;
        const auto fails = [&calls](const account&, const auto&, const collect_counts&) {
            ++calls;
            throw std::runtime_error("the screen is gone");
        };
        if (at_end)
            there.how.ended = fails;
        else
            there.how.watch = fails;
        const auto result = there.run();
        CHECK(code_of(result.failure) == errc::foreign_exception);
        CHECK(calls == 1);
        CHECK(result.counts.complete + result.counts.failed == 4);
    }
}

TEST_CASE("the progress hook of an account is called, and fails its account alone") {
    office there;
    there.add(there.first, 0, 2);
    there.add(there.first, 1, 2);
    std::size_t heard = 0;
    there.accounts[1].how.watch = [&heard](const sync_progress& now) {
        heard = std::max(heard, now.received);
        if (now.received == 1) throw std::runtime_error("not my day");
    };
    const auto result = there.run();
    CHECK_FALSE(result.failure);
    CHECK(heard == 1);
    CHECK(result.counts.complete == 1);
    CHECK(result.counts.failed == 1);
    CHECK(result.counts.messages == there.stored.size());
}

}  // namespace popline::test
