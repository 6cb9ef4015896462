// SPDX-License-Identifier: BSL-1.0
#include "remove.hpp"

#include <algorithm>
#include <popline/printable.hpp>
#include <set>
#include <vector>

#include "console.hpp"
#include "message_choice.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {

std::string_view id_of(const popline::mail& one) {
    return one.has_unique_id() ? one.unique_id() : std::string_view();
}

std::string shown(std::string_view id) {
    return id.empty() ? "no unique-id" : "the unique-id " + popline::printable(id);
}

/// Whether the numbers still name the messages that the user means. Numbers hold in one session only.
int refuse_unexpected(const std::vector<popline::mail>& inbox, const arguments& given) {
    int failures = 0;
    for (std::size_t at = 0; at < given.expected_ids.size(); ++at) {
        const auto number = given.numbers[at];
        const auto found = std::ranges::find(inbox, number, &popline::mail::number);
        if (found == inbox.end() || id_of(*found) == given.expected_ids[at]) continue;
        complain("message " + std::to_string(number) + " has " + shown(id_of(*found)) + ", not "
                 + popline::printable(given.expected_ids[at]) + "; no message is deleted");
        ++failures;
    }
    return failures;
}

int refuse_shared(const std::vector<popline::mail>& inbox, const arguments& given) {
    int failures = 0;
    for (const auto& id : std::set<std::string>(given.ids.begin(), given.ids.end())) {
        const auto count = std::ranges::count(inbox, std::string_view(id), id_of);
        if (count < 2) continue;
        complain(counted(static_cast<std::uint64_t>(count), "message") + " have the unique-id "
                 + popline::printable(id) + "; no message is deleted: give the numbers");
        ++failures;
    }
    return failures;
}

/// The messages that the user named, if their unique-ids matter.
asio::awaitable<std::vector<popline::mail>> look_up(popline::session& session, const arguments& given,
                                                    int& failures) {
    auto inbox = co_await session.mails();
    failures += refuse_unexpected(inbox, given) + refuse_shared(inbox, given);
    if (failures > 0) co_return std::vector<popline::mail>();
    message_choice choice(given);
    std::erase_if(inbox, [&](const popline::mail& one) { return !choice.takes(one.number(), id_of(one)); });
    for (const auto& words : choice.missing()) {
        complain(words);
        ++failures;
    }
    co_return inbox;
}

std::vector<popline::mail> numbered(popline::session& session, const arguments& given) {
    std::vector<popline::mail> made;
    std::set<popline::message_number> seen;
    for (const auto number : given.numbers)
        if (seen.insert(number).second) made.push_back(session.numbered(number));
    return made;
}

}  // namespace

asio::awaitable<int> remove(popline::session& session, const arguments& given) {
    int failures = 0;
    std::vector<popline::mail> wanted;
    if (given.is_dry_run || !given.ids.empty() || !given.expected_ids.empty())
        wanted = co_await look_up(session, given, failures);
    else
        wanted = numbered(session, given);
    if (given.is_dry_run) {
        for (const auto& one : wanted)
            print("message " + std::to_string(one.number()) + ": "
                  + (one.size() ? counted(*one.size(), "byte") : "size unknown")
                  + ", would be deleted from the server\n");
        co_return failures;
    }
    std::set<popline::message_number> marked;
    for (const auto& one : wanted)
        marked.insert(one.number());
    const auto removed = co_await session.remove(std::move(wanted));
    for (const auto& one : removed.failed) {
        marked.erase(one.number);
        complain("message " + std::to_string(one.number) + ": " + one.code.message()
                 + (one.reply.empty() ? "" : ": \"" + one.reply + "\""));
    }
    if (given.says == verbosity::verbose)
        for (const auto number : marked)
            inform("message " + std::to_string(number) + ": marked as deleted");
    co_return failures + static_cast<int>(removed.failed.size());
}

}  // namespace tool
