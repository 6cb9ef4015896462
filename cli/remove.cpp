// SPDX-License-Identifier: BSL-1.0
#include "remove.hpp"

#include <algorithm>
#include <set>

#include "console.hpp"
#include "message_choice.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {

asio::awaitable<int> announce(popline::session& session, const arguments& given) {
    const auto inbox = co_await session.mails();
    const auto choice = choose(given, inbox, std::vector<bool>(inbox.size()));
    for (const auto& one : choice.wanted)
        print("message " + std::to_string(one.number()) + ": " + size_of(one)
              + ", would be deleted from the server\n");
    for (const auto& one : choice.left_out)
        complain("message " + std::to_string(one.number) + ": " + one.why);
    co_return static_cast<int>(choice.left_out.size());
}

}  // namespace

asio::awaitable<int> remove(popline::session& session, const arguments& given) {
    if (given.is_dry_run) co_return co_await announce(session, given);
    std::vector<popline::mail> wanted;
    std::set<popline::message_number> seen;
    for (const auto number : given.numbers)
        if (seen.insert(number).second) wanted.push_back(session.numbered(number));
    const auto marked = co_await session.remove(wanted);
    for (const auto& one : marked.failed) {
        seen.erase(one.number);
        complain("message " + std::to_string(one.number) + ": " + one.code.message()
                 + (one.reply.empty() ? "" : ": \"" + one.reply + "\""));
    }
    if (given.says == verbosity::verbose)
        for (const auto number : seen)
            inform("message " + std::to_string(number) + ": marked as deleted");
    co_return static_cast<int>(marked.failed.size());
}

}  // namespace tool
