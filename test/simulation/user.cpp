// SPDX-License-Identifier: BSL-1.0
#include "simulation/user.hpp"

#include <algorithm>
#include <set>

namespace popline::test {

namespace asio = boost::asio;

namespace {

message_number some_number(job_on_its_way of) {
    return static_cast<message_number>(of.chance.between(1, of.now.drop.size() + 1));
}

std::vector<mail> some_mails(session& one, job_on_its_way of) {
    std::vector<mail> made;
    for (message_number number = 1; number <= of.now.drop.size(); ++number)
        if (of.chance.chance(70)) made.push_back(one.numbered(number));
    if (of.chance.chance(30)) std::ranges::reverse(made);
    return made;
}

/// "[R22]": the reply of another command would not be this text.
void compare(job_on_its_way of, const char* what, message_number number, std::string_view told) {
    const auto* const there = of.now.at(number);
    if (!there) return of.wrong.against(std::string(what) + ": a message that is not there");
    if (told != there->text)
        of.wrong.against(std::string("[R22] ") + what + " " + std::to_string(number)
                         + ": other octets than were sent");
}

void give_up(job_on_its_way of, message_number number) {
    if (auto* const there = of.now.at(number)) {
        there->given_up = true;
        of.now.marked.insert(there);
    }
}

asio::awaitable<void> stat(session& one, job_on_its_way of) {
    const auto told = co_await one.stat();
    if (told.messages > of.now.drop.size()) of.wrong.against("[R22] STAT: too many messages");
}

asio::awaitable<void> mails(session& one, job_on_its_way of) {
    const auto told = co_await one.mails();
    for (const auto& each : told) {
        const auto* const there = of.now.at(each.number());
        if (!there || each.unique_id() != there->unique_id || each.size() != there->text.size())
            of.wrong.against("[R22] mails: not what the server has");
    }
}

asio::awaitable<void> list(session& one, job_on_its_way of) {
    const auto number = some_number(of);
    const auto told = co_await one.numbered(number).list();
    const auto* const there = of.now.at(number);
    if (!there || told.number != number || told.octets != there->text.size())
        of.wrong.against("[R22] LIST: not what the server has");
}

asio::awaitable<void> uidl(session& one, job_on_its_way of) {
    const auto number = some_number(of);
    const auto told = co_await one.numbered(number).uidl();
    const auto* const there = of.now.at(number);
    if (!there || told != there->unique_id) of.wrong.against("[R22] UIDL: not what the server has");
}

asio::awaitable<void> retrieve(session& one, job_on_its_way of) {
    const auto number = some_number(of);
    const auto told = co_await one.numbered(number).text();
    compare(of, "RETR", number, told);
}

asio::awaitable<void> top(session& one, job_on_its_way of) {
    const auto number = some_number(of);
    const auto told = co_await one.numbered(number).header();
    const auto* const there = of.now.at(number);
    if (!there || !there->text.starts_with(told)) of.wrong.against("[R22] TOP: not what the server has");
}

asio::awaitable<void> remove(session& one, job_on_its_way of) {
    const auto number = some_number(of);
    give_up(of, number);
    co_await one.numbered(number).remove();
}

asio::awaitable<void> remove_many(session& one, job_on_its_way of) {
    const auto which = some_mails(one, of);
    for (const auto& each : which)
        give_up(of, each.number());
    const auto told = co_await one.remove(which);
    if (told.size() != which.size()) of.wrong.against("[R80] remove: an outcome for each, but not here");
}

/// Reads some, lets some go, throws out of some, deletes some, asks something else in between, and stops
/// somewhere.
asio::awaitable<void> loop(session& one, job_on_its_way of) {
    const auto which = some_mails(one, of);
    auto messages = one.retrieve(which);
    std::set<message_number> whole;
    const auto asked_within = one.numbered(some_number(of));
    while (auto message = co_await messages.next()) {
        const auto number = message->number();
        if (message->refused() || of.chance.chance(15)) continue;
        if (of.chance.chance(5)) co_return;
        if (of.chance.chance(5)) {
            auto breaks = [left = of.chance.below(300)](std::string_view octets) mutable {
                if (octets.size() >= left) throw users_own();
                left -= octets.size();
            };
            co_await message->read_to(breaks);
            whole.insert(number);  // so short that it never broke
            continue;
        }
        std::string text;
        co_await message->read_to(append_to(text));
        compare(of, "loop", number, text);
        whole.insert(number);
        if (of.chance.chance(30)) {
            give_up(of, number);
            message->mark_deleted();
        }
        if (of.chance.chance(10)) {
            const auto told = co_await asked_within.list();
            if (told.number != asked_within.number())
                of.wrong.against("[R91] LIST within the loop: another's answer");
        }
    }
    const auto seen = messages.outcomes();
    if (seen.size() != which.size()) of.wrong.against("[R80] retrieve: an outcome for each, but not here");
    for (const auto& item : seen)
        if (item.result == outcome::done && !whole.contains(item.number))
            of.wrong.against("[R79] an item is done that was not read whole");
}

asio::awaitable<void> headers(session& one, job_on_its_way of) {
    auto messages = one.top(some_mails(one, of), 1);
    while (auto message = co_await messages.next()) {
        const auto number = message->number();
        if (message->refused() || of.chance.chance(20)) continue;
        const auto told = co_await message->text();
        const auto* const there = of.now.at(number);
        if (!there || !there->text.starts_with(told))
            of.wrong.against("[R22] TOP in a loop: not what the server has");
    }
}

asio::awaitable<void> reset(session& one, job_on_its_way) {
    co_await one.reset();
}
asio::awaitable<void> noop(session& one, job_on_its_way) {
    co_await one.noop();
}
asio::awaitable<void> capabilities(session& one, job_on_its_way of) {
    const auto told = co_await one.capabilities();
    if (!told.has("UIDL")) of.wrong.against("[R22] CAPA: not what the server has");
}
asio::awaitable<void> command(session& one, job_on_its_way of) {
    const auto told = co_await one.command("UIDL", reply::multi_line);
    if (told.lines.size() > of.now.drop.size()) of.wrong.against("[R22] UIDL: too many lines");
}
asio::awaitable<void> limited(session& one, job_on_its_way of) {
    co_await within(std::chrono::milliseconds(of.chance.below(300)), one.noop());
}

}  // namespace

const std::vector<habit>& habits() {
    static const std::vector<habit> all = {
        {"stat", stat},
        {"mails", mails},
        {"list", list},
        {"uidl", uidl},
        {"retrieve", retrieve},
        {"top", top},
        {"remove", remove},
        {"remove many", remove_many},
        {"loop", loop},
        {"loop", loop},
        {"loop", loop},
        {"headers", headers},
        {"reset", reset},
        {"noop", noop},
        {"capabilities", capabilities},
        {"command", command},
        {"limited", limited},
    };
    return all;
}

}  // namespace popline::test
