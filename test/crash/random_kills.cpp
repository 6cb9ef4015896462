// SPDX-License-Identifier: BSL-1.0
#include "crash/random_kills.hpp"

#include <fstream>
#include <iterator>

#include "support/mail.hpp"

namespace popline::test {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t messages_before_kill = 300;
constexpr std::size_t messages_after_kill = 20;

}  // namespace

random_kills::random_kills(std::uint32_t seed) : random_(seed) {}

void random_kills::deliver(std::size_t count) {
    for (; count > 0; --count) {
        ++delivered_;
        owed_.push_back(make_mail(delivered_, delivered_ % 50 == 0 ? 300'000 : 300 + random_() % 8'000));
        server_.deliver(user, owed_.back());
    }
}

std::vector<std::string> random_kills::round(store kind, disturbance also) {
    owed_.clear();
    while (!server_.messages_left(user).empty())  // of a round that failed
        server_.take_away(user, 1);
    collection what{.to = destination(kind), .port = way_.port(), .user = user, .password = "s3cret"};
    what.commit_every = 100;
    deliver(messages_before_kill);
    run_and_kill(what, also);
    std::vector<std::string> found;
    for (auto& one : faults_when_quiet(what.to))
        found.push_back("after the kill: " + std::move(one));
    what.to.age_leftovers();
    wait_for_unlock();
    deliver(messages_after_kill);
    const auto begin = clock::now();
    child_process next([&] { return collect(what); });
    wait_until(next, begin + 60s);
    if (whole_run_ == clock::duration()) whole_run_ = clock::now() - begin;
    if (next.status() != 0) {
        std::ifstream from(what.to.report());
        found.push_back("the next run is not complete: "
                        + std::string(std::istreambuf_iterator<char>(from), {}));
    }
    for (auto& one : faults(what.to, owed_, {}))
        found.push_back("after the next run: " + std::move(one));
    if (!server_.messages_left(user).empty()) found.push_back("the server still has messages");
    if (what.to.count_leftovers() > 0) found.push_back("temporary files are left");
    return found;
}

/// If the client is killed at the wrong moment, Dovecot can hold the lock of its session for a minute,
/// without a session. Then it is restarted.
void random_kills::wait_for_unlock() {
    const auto lock = server_.maildir_of(user) / "dovecot-pop3-session.lock";
    for (const auto end = clock::now() + 3s; std::filesystem::exists(lock);) {
        context_.run_for(10ms);
        if (clock::now() > end) return server_.restart();
    }
}

/// The first round measures how long a run takes: in it the kill comes before anything else.
random_kills::clock::duration random_kills::drawn() {
    return std::chrono::microseconds(
        random_() % (std::chrono::duration_cast<std::chrono::microseconds>(whole_run_).count() + 1));
}

void random_kills::run_and_kill(const collection& what, disturbance also) {
    // Half of the cuts come before the middle of the mail.
    if (also == disturbance::cut_connection) way_.cut_after(random_() % 2'000'000);
    child_process one([&] { return collect(what); });
    const auto begin = clock::now();
    if (also == disturbance::restarted_server) {
        wait_until(one, begin + drawn());
        server_.restart();
    }
    wait_until(one, clock::now() + drawn());
    if (!one.has_ended()) ++killed_;
    one.kill();
    wait_until(one, clock::time_point::max());
    way_.cut_after(UINT64_MAX);
}

/// The session of the killed client still lives for a moment, and renames files while they are read here.
std::vector<std::string> random_kills::faults_when_quiet(const destination& of) {
    for (const auto end = clock::now() + 10s;;) {
        auto found = faults(of, owed_, server_.messages_left(user));
        if (found.empty() || clock::now() > end) return found;
        context_.run_for(10ms);
    }
}

/// The relay works in this thread.
void random_kills::wait_until(child_process& one, clock::time_point end) {
    while (!one.has_ended() && clock::now() < end)
        context_.run_one_for(1ms);
}

}  // namespace popline::test
