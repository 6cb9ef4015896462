// SPDX-License-Identifier: BSL-1.0
#include "crash/life.hpp"

#include <sched.h>

#include <cstdlib>
#include <fstream>

#include "support/mail.hpp"

namespace popline::test {

namespace {

constexpr std::size_t messages_at_once = 6;

/// One message is written while it comes; the others are written after they came.
std::size_t size_of(std::size_t number) {
    return number % messages_at_once == 2 ? 100'000 : 300 + number * 100;
}

/// Two of the messages share their unique-id.
std::string unique_id_of(std::size_t number) {
    const bool is_shared = number % messages_at_once == 5;
    return "id" + std::to_string(is_shared ? number - 1 : number);
}

std::string text_of_report(const destination& of) {
    std::ifstream from(of.report());
    return {std::istreambuf_iterator<char>(from), {}};
}

}  // namespace

life::life(store kind, bool deletes) : what_{.to = destination(kind), .deletes = deletes} {
    what_.port = server_.port();
    what_.group = 2;
    what_.commit_every = 4;
    add_mail();
}

void life::add_mail() {
    for (std::size_t count = 0; count < messages_at_once; ++count) {
        const auto number = owed_.size() + 1;
        owed_.push_back(make_mail(number, size_of(number)));
        server_.add(owed_.back(), unique_id_of(number));
    }
}

/// The server runs in this thread.
void life::wait_for(child_process& one) {
    while (!one.has_ended() || server_.counts().open > 0)
        if (context_.poll() == 0) ::sched_yield();
}

life_end life::run(std::size_t kill_at, const traced_process::filter& counts) {
    life_end end;
    {
        traced_process first([this] { return collect(what_); }, kill_at, counts);
        wait_for(first);
        end.calls = first.calls();
        end.killed_at = first.killed_at();
        if (end.killed_at.empty() && first.status() != 0)
            end.faults.push_back("the traced run failed: " + text_of_report(what_.to));
    }
    for (auto& one : faults(what_.to, owed_, server_.messages()))
        end.faults.push_back("after the kill: " + std::move(one));
    what_.to.age_leftovers();
    add_mail();
    run_undisturbed(end, 0);
    run_undisturbed(end, what_.deletes ? 0 : owed_.size());
    return end;
}

/// `known` is how many messages the ledger must know at least.
void life::run_undisturbed(life_end& end, std::size_t known) {
    child_process next([this] { return collect(what_); });
    wait_for(next);
    const auto report = text_of_report(what_.to);
    if (next.status() != 0) end.faults.push_back("the next run is not complete: " + report);
    if (std::strtoull(report.c_str(), nullptr, 10) < known)
        end.faults.push_back("the ledger knows too few messages: " + report);
    for (auto& one : faults(what_.to, owed_, {}))
        end.faults.push_back("after the next run: " + std::move(one));
    if (what_.deletes && !server_.messages().empty()) end.faults.push_back("the server still has messages");
    if (what_.to.count_leftovers() > 0) end.faults.push_back("temporary files are left");
}

}  // namespace popline::test
