// SPDX-License-Identifier: BSL-1.0
// What is drawn at random in a simulation of `popline::sync`.
#include <algorithm>

#include "simulation/sync_process.hpp"
#include "simulation/sync_world.hpp"

namespace popline::test {

void sync_world::draw_disk() {
    disk_.behaviour.renames_unless_taken = !chance_.chance(20);
    disk_.behaviour.links = !chance_.chance(20);
    disk_.behaviour.writes_short = chance_.chance(20);
    disk_.behaviour.goes_read_only = chance_.chance(50);
}

void sync_world::draw_policy() {
    using std::chrono::seconds;
    if (chance_.chance(75))
        policy_.delete_after = chance_.one_of({seconds(0), seconds(0), seconds(3'600), seconds(864'000)});
    if (chance_.chance(10)) policy_.keep_newest = chance_.below(3);
    if (chance_.chance(5)) policy_.keep_newest_bytes = chance_.one_of({100U, 4'000U});
    if (chance_.chance(10)) policy_.message_bytes = 1'000;
    if (chance_.chance(10))
        policy_.wants = [](const sync_candidate&, std::string_view header) {
            return header.find("7\r") == header.npos;
        };
    policy_.newest_first = chance_.chance(20);
    if (chance_.chance(15)) policy_.per_run = chance_.between(1, 3);
    if (chance_.chance(15)) policy_.commit_every = chance_.between(1, 3);
    policy_.accepts_new_ids = true;
    policy_.group.messages = chance_.one_of({1U, 2U, 64U});
    policy_.group.bytes = chance_.one_of({100U, 16U << 20});
    policy_.group.age = std::chrono::milliseconds(chance_.one_of({0, 50, 200}));
    policy_.retry.first = std::chrono::seconds(10);  // so that the waits are longer than a LOGIN-DELAY
    policy_.retry.longest = std::chrono::seconds(90);
    policy_.clock = [this] {
        return std::chrono::sys_seconds(std::chrono::floor<seconds>(clock_->now().time_since_epoch()));
    };
}

link_behaviour sync_world::draw_link(mail_account& of) {
    link_behaviour made;
    made.slowest = chance_.one_of({0U, 3U, 40U});
    made.splits = chance_.one_of({0U, 0U, 20U, 60U});
    made.room_up = chance_.one_of({200U, 8'192U});
    made.room_down = chance_.one_of({2'000U, 65'536U});
    if (allowed_ == faults::some) {
        if (chance_.chance(15)) {
            made.cut_after = chance_.below(chance_.one_of({200U, 2'000U, 30'000U}));
            seen_.saw("a connection is to be cut");
        }
        made.cut_by_reset = chance_.chance(30);
        if (chance_.chance(4)) made.stall_after = chance_.below(chance_.one_of({200U, 2'000U}));
        made.linger = std::chrono::seconds(chance_.one_of({0, 0, 5, 40}));
    }
    const bool has_ids =
        entries_.state(of.name()).known.size() > entries_.state(of.name()).known.find("").size();
    made.habits = of.next_habits(allowed_ == faults::some, clock_->now(), has_ids);
    made.habits.on_delete = [this, &of](std::size_t number) { check_dele(of, number); };
    return made;
}

server sync_world::where(mail_account& of) {
    limits chosen;
    chosen.initial_window_commands = chance_.one_of({2U, 4U, 256U});
    chosen.largest_window_commands = 256;
    chosen.window_bytes = chance_.one_of({1U, 4'000U, 4U << 20});
    chosen.drain_bytes = chance_.one_of({2'000U, 32U << 20});
    const auto at =
        std::find_if(accounts_.begin(), accounts_.end(), [&](const auto& one) { return one.get() == &of; });
    const auto port = static_cast<std::uint16_t>(at - accounts_.begin() + 1);
    const auto made = server("192.0.2.1").port(port).security(security::cleartext).limits(chosen);
    return chance_.chance(80) ? made.eager(eager::on) : made;
}

void sync_world::live_on() {
    using std::chrono::seconds;
    clock_->pass(
        chance_.one_of({seconds(0), seconds(1), seconds(3'600), seconds(432'000), seconds(1'000'000)}));
    for (const auto& one : accounts_)
        one->live_on(entries_.state(one->name()).known);
    if (is_maildir_ && chance_.chance(30)) read_mail();
}

void sync_world::read_mail() {
    std::vector<std::string> unread;
    for (const auto& one : disk_.files())
        if (one.name.find("/new/") != one.name.npos) unread.push_back(one.name);
    for (const auto& name : unread) {
        if (!chance_.chance(60)) continue;
        seen_.saw("a reader moved a message");
        disk_.read_mail(name);
    }
}

/// How the process ends: by itself, or at a handler or a system call.
void sync_world::draw_end(sync_process& of) {
    of.dies_by = chance_.chance(65) ? end_of_process::power_cut : end_of_process::killed;
    switch (chance_.below(4)) {
        case 0: of.dies_at_call = chance_.between(1, chance_.one_of({20U, 60U, 150U})); break;
        case 1: of.dies_at_step = chance_.below(chance_.one_of({100U, 400U, 1'500U})); break;
        case 2: of.cancelled_at_step = chance_.below(chance_.one_of({100U, 400U, 1'500U})); break;
        default: break;
    }
}

}  // namespace popline::test
