// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <popline/sync/collect.hpp>
#include <string>
#include <utility>
#include <vector>

#include "net/manual_clock.hpp"
#include "simulation/dice.hpp"
#include "simulation/simulated_time.hpp"
#include "sync/office.hpp"

namespace popline::test {

namespace {

/// An office in which time stands still, until the test moves it to the next timer of `collect`.
struct timeless_office : office {
    timeless_office() {
        boost::asio::make_service<simulated_time>(context, clock, chance);
        work = [this] { return wait(); };
        how.watch = [this](const account& of, const sync_progress& now, const collect_counts&) {
            note(of.name, now);
        };
    }
    virtual ~timeless_office() = default;

    /// Called when no handler is ready. Returns whether it let something happen.
    virtual bool go_on() = 0;
    virtual void note(const std::string& name, const sync_progress& now) {
        newest[name] = now;
        if (now.step == sync_step::connecting) ++connected;
    }
    /// Whether each session that was begun is open at its server.
    bool has_connected() const {
        return first.server->counts().sessions + other.server->counts().sessions == connected;
    }
    std::size_t open() const { return first.server->counts().open + other.server->counts().open; }

    std::shared_ptr<manual_clock> clock = std::make_shared<manual_clock>();
    dice chance{1};
    std::map<std::string, sync_progress> newest;
    std::size_t connected = 0;

  private:
    std::size_t wait() {
        if (context.poll_one() > 0 || go_on()) return 1;
        return open() > 0 || !has_connected() ? context.run_one_for(std::chrono::seconds(60)) : 0;
    }
};

/// Two accounts of a server that hangs, and one session, which each account takes from the other one.
struct slow_office : timeless_office {
    explicit slow_office(std::size_t given_up) : most(given_up) {
        add(other, 0, 1);
        add(other, 1, 1);
        how.sessions = 1;
        how.stalled_after = std::chrono::seconds(10);
    }

    void note(const std::string& name, const sync_progress& now) override {
        timeless_office::note(name, now);
        const auto time = clock->now();
        if (now.step == sync_step::connecting) began[name] = time;
        if (now.step == sync_step::waiting) lasted[name].push_back((time - began[name]) / how.stalled_after);
    }
    bool go_on() override {
        if (std::exchange(is_over, lasted["user0"].size() + lasted["user1"].size() == most) != is_over) {
            at_end();
            return true;
        }
        if (!has_connected() || (is_over ? open() > 0 : !is_stalled())) return false;
        return clock->ring_next();
    }
    virtual bool is_stalled() const { return true; }
    virtual void at_end() { stop.emit(boost::asio::cancellation_type::terminal); }

    std::size_t most;
    bool is_over = false;
    std::map<std::string, syncing::time_point> began;
    std::map<std::string, std::vector<std::int64_t>> lasted;  // sessions, in units of `stalled_after`
};

/// The server hangs in the second message of each account, until all sessions were given up.
struct office_with_large_messages : slow_office {
    office_with_large_messages() : slow_office(4) {
        for (const auto* name : {"user0", "user1"}) {
            other.server->add_for(name, std::string(100'000, 'x') + "\r\n");
            other.server->add_for(name, text(2, 0));
        }
        other.server->stall_after(20'000);
    }

    bool is_stalled() const override {
        for (const auto& [name, now] : newest)
            if (now.step == sync_step::receiving && now.received >= 1) return true;
        return false;
    }
    void at_end() override { other.server->heal(); }
};

/// Cancels a collect that waits for nothing but the time or a silent server. Keeps the time of this.
struct cancelled_office : timeless_office {
    explicit cancelled_office(int timers) : left(timers) {}

    bool go_on() override {
        if (is_cancelled || !has_connected()) return false;
        if (left-- > 0) return clock->ring_next();
        is_cancelled = true;
        cancelled_at = clock->now();
        stop.emit(boost::asio::cancellation_type::terminal);
        return true;
    }

    int left;  // timers that expire before the cancellation
    bool is_cancelled = false;
    syncing::time_point cancelled_at;
};

}  // namespace

TEST_CASE("an account is given twice as much time after each session that was given up") {
    slow_office there(6);
    there.other.server->silent();
    const auto result = there.run();
    CHECK(code_of(result.failure) == condition::cancelled);
    CHECK(result.counts.sessions_lost == 6);
    CHECK(there.lasted["user0"] == std::vector<std::int64_t>{1, 2, 4});
    CHECK(there.lasted["user1"] == std::vector<std::int64_t>{1, 2, 4});
}

TEST_CASE("a message at which a session was given up is not blamed for it") {
    office_with_large_messages there;
    std::vector<std::size_t> incomplete;
    there.how.ended = [&](const account&, const sync_result& of, const collect_counts&) {
        if (of.failure || !of.is_complete()) incomplete.push_back(of.messages.size());
    };
    const auto result = there.run();
    CHECK_FALSE(result.failure);
    CHECK(result.counts.sessions_lost == 4);
    CHECK(result.counts.complete == 2);
    CHECK(incomplete.empty());
    // A blamed message is retrieved in a session of its own, or fails.
    CHECK(result.counts.sessions == 4 + 2);
    CHECK(there.stored.size() == 6);
}

TEST_CASE("an account that waits for its first turn ends at once if a collect is cancelled") {
    cancelled_office there(0);
    there.other.server->silent();
    there.add(there.other, 0, 1);
    there.add(there.first, 1, 1);
    there.add(there.first, 2, 1);
    there.how.sessions = 1;
    const auto result = there.run();
    CHECK(there.ended.size() == 3);
    CHECK(result.counts.failed == 3);
    CHECK(result.counts.sessions == 1);
    for (const auto* name : {"user0", "user1", "user2"})
        CHECK(code_of(there.failures.at(name)) == condition::cancelled);
    CHECK(there.clock->now() == there.cancelled_at);
}

TEST_CASE("an account that waits for its next turn ends at once if a collect is cancelled") {
    cancelled_office there(0);
    there.add(there.first, 0, 1);
    there.add(there.first, 1, 1);
    there.how.every = std::chrono::hours(1);
    const auto result = there.run();
    CHECK(there.ended.size() == 2);  // its turn had ended before
    CHECK(result.counts.complete == 2);
    CHECK(result.counts.sessions == 2);
    CHECK(there.clock->now() == there.cancelled_at);
}

TEST_CASE("an account that waits for another attempt ends at once if a collect is cancelled") {
    int timers = 0;
    std::size_t sessions = 1;
    SUBCASE("for the time of it") {}
    SUBCASE("for its turn after that time") {
        timers = 1;
        sessions = 2;
    }
    cancelled_office there(timers);
    there.add(there.first, 0, 1);
    there.first.server->refuse("AUTH", 0, "[IN-USE] busy");
    if (timers > 0) there.add(there.other, 1, 1);
    there.other.server->silent();
    there.how.sessions = 1;
    const auto result = there.run();
    CHECK(code_of(result.failure) == condition::cancelled);
    CHECK(result.counts.failed == sessions);
    CHECK(result.counts.sessions == sessions);
    CHECK(there.clock->now() == there.cancelled_at);
}

}  // namespace popline::test
