// SPDX-License-Identifier: BSL-1.0
#include "simulation/user.hpp"

#include <algorithm>
#include <set>

namespace popline::test {

namespace asio = boost::asio;

namespace {

message_number some_number(operation_input of) {
    return static_cast<message_number>(of.chance.between(1, of.now.drop.size() + 1));
}

std::vector<mail> some_mails(session& one, operation_input of) {
    std::vector<mail> made;
    for (message_number number = 1; number <= of.now.drop.size(); ++number)
        if (of.chance.chance(70)) made.push_back(one.numbered(number));
    if (of.chance.chance(30)) std::ranges::reverse(made);
    return made;
}

/// Checks a retrieved text against the message (R22): the reply to another command would differ.
void compare(operation_input of, const char* what, message_number number, std::string_view told) {
    const auto* const there = of.now.at(number);
    if (!there)
        return of.wrong.against(std::string(what)
                                + ": the client returned a message that the maildrop does not have");
    if (told != there->text)
        of.wrong.against(std::string("[R22] ") + what + " " + std::to_string(number)
                         + ": the text is not that of the message");
}

void mark(operation_input of, message_number number) {
    if (const auto* const there = of.now.at(number)) of.now.marked.insert(there);
}

asio::awaitable<void> stat(session& one, operation_input of) {
    const auto told = co_await one.stat();
    if (told.messages > of.now.drop.size())
        of.wrong.against("[R22] STAT: more messages than the maildrop has");
}

asio::awaitable<void> mails(session& one, operation_input of) {
    const auto told = co_await one.mails();
    for (const auto& each : told) {
        const auto* const there = of.now.at(each.number());
        if (!there || each.unique_id() != there->unique_id || each.size() != there->text.size())
            of.wrong.against("[R22] mails: a number, size or unique-id is not that of the maildrop");
    }
}

asio::awaitable<void> list(session& one, operation_input of) {
    const auto number = some_number(of);
    const auto told = co_await one.numbered(number).list();
    const auto* const there = of.now.at(number);
    if (!there || told.number != number || told.octets != there->text.size())
        of.wrong.against("[R22] LIST: the number or size is not that of the message");
}

asio::awaitable<void> uidl(session& one, operation_input of) {
    const auto number = some_number(of);
    const auto told = co_await one.numbered(number).uidl();
    const auto* const there = of.now.at(number);
    if (!there || told != there->unique_id)
        of.wrong.against("[R22] UIDL: the unique-id is not that of the message");
}

asio::awaitable<void> retrieve(session& one, operation_input of) {
    const auto number = some_number(of);
    const auto told = co_await one.numbered(number).text();
    compare(of, "RETR", number, told);
}

asio::awaitable<void> top(session& one, operation_input of) {
    const auto number = some_number(of);
    const auto told = co_await one.numbered(number).header();
    const auto* const there = of.now.at(number);
    if (!there || !there->text.starts_with(told))
        of.wrong.against("[R22] TOP: the text is not the start of the message");
}

asio::awaitable<void> remove(session& one, operation_input of) {
    const auto number = some_number(of);
    mark(of, number);
    co_await one.numbered(number).remove();
}

asio::awaitable<void> remove_many(session& one, operation_input of) {
    const auto which = some_mails(one, of);
    for (const auto& each : which)
        mark(of, each.number());
    const auto told = co_await one.remove(which);
    if (told.done + told.failed.size() != which.size())
        of.wrong.against("[R80] remove: not one outcome per message");
}

/// A loop of retrievals with a random choice per message: read it, skip it, throw in its sink, mark it as
/// deleted, send LIST, or leave the loop.
asio::awaitable<void> loop(session& one, operation_input of) {
    const auto which = some_mails(one, of);
    auto messages = one.retrieve(which);
    std::set<message_number> whole;
    const auto other = one.numbered(some_number(of));
    while (auto message = co_await messages.next()) {
        const auto number = message->number();
        if (message->refused() || of.chance.chance(15)) continue;
        if (of.chance.chance(5)) co_return;
        if (of.chance.chance(5)) {
            auto breaks = [remaining = of.chance.below(300)](std::string_view bytes) mutable {
                if (bytes.size() >= remaining) throw sink_failure();
                remaining -= bytes.size();
            };
            co_await message->read_to(breaks);
            whole.insert(number);  // the message was so short that the sink did not throw
            continue;
        }
        std::string text;
        co_await message->read_to(append_to(text));
        compare(of, "loop", number, text);
        whole.insert(number);
        if (of.chance.chance(30)) {
            mark(of, number);
            message->mark_deleted();
        }
        if (of.chance.chance(10)) {
            const auto told = co_await other.list();
            if (told.number != other.number())
                of.wrong.against("[R91] LIST inside the loop: the reply is for another message");
        }
    }
    const auto seen = messages.outcomes();
    if (seen.size() != which.size()) of.wrong.against("[R80] retrieve: not one outcome per message");
    for (const auto& item : seen)
        if (item.result == outcome::done && !whole.contains(item.number))
            of.wrong.against("[R79] retrieve: the outcome of a message is `done`, but it was not read whole");
}

asio::awaitable<void> headers(session& one, operation_input of) {
    auto messages = one.top(some_mails(one, of), 1);
    while (auto message = co_await messages.next()) {
        const auto number = message->number();
        if (message->refused() || of.chance.chance(20)) continue;
        const auto told = co_await message->text();
        const auto* const there = of.now.at(number);
        if (!there || !there->text.starts_with(told))
            of.wrong.against("[R22] TOP in a loop: the text is not the start of the message");
    }
}

asio::awaitable<void> reset(session& one, operation_input) {
    co_await one.reset();
}
asio::awaitable<void> noop(session& one, operation_input) {
    co_await one.noop();
}
asio::awaitable<void> capabilities(session& one, operation_input of) {
    const auto told = co_await one.capabilities();
    if (!told.has("UIDL")) of.wrong.against("[R22] CAPA: UIDL is missing");
}
asio::awaitable<void> command(session& one, operation_input of) {
    const auto told = co_await one.command("UIDL", reply_shape::multi_line);
    if (told.lines.size() > of.now.drop.size())
        of.wrong.against("[R22] UIDL: more lines than the maildrop has messages");
}
asio::awaitable<void> limited(session& one, operation_input of) {
    co_await within(std::chrono::milliseconds(of.chance.below(300)), one.noop());
}

}  // namespace

const std::vector<named_operation>& all_operations() {
    static const std::vector<named_operation> all = {
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
