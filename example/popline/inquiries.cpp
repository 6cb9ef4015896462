// SPDX-License-Identifier: BSL-1.0
#include "inquiries.hpp"

#include <nlohmann/json.hpp>
#include <popline/printable.hpp>

#include "console.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {

std::string line_of(const popline::mail& one) {
    const auto size = one.size() ? std::to_string(*one.size()) : "-";
    const auto id = one.has_unique_id() ? popline::printable(one.unique_id()) : "-";
    return std::to_string(one.number()) + " " + size + " " + id + "\n";
}

nlohmann::ordered_json object_of(const popline::mail& one) {
    nlohmann::ordered_json made = {{"number", one.number()}, {"size", nullptr}, {"unique_id", nullptr}};
    if (one.size()) made["size"] = *one.size();
    if (one.has_unique_id()) made["unique_id"] = one.unique_id();
    return made;
}

}  // namespace

asio::awaitable<void> print_capabilities(popline::session& session) {
    const auto known = co_await session.capabilities();
    std::string text;
    for (const auto& line : known.lines())
        text += popline::printable(line) + "\n";
    print(text);
}

asio::awaitable<void> print_drop_listing(popline::session& session) {
    const auto there = co_await session.stat();
    const auto octets = there.octets ? std::to_string(*there.octets) : "-";
    print(std::to_string(there.messages) + " " + octets + "\n");
}

asio::awaitable<void> print_listing(popline::session& session, bool as_json) {
    const auto inbox = co_await session.mails();
    std::string text;
    if (as_json) {
        auto all = nlohmann::ordered_json::array();
        for (const auto& one : inbox)
            all.push_back(object_of(one));
        // A unique-id may be any octets: what is no UTF-8 is replaced.
        text = all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
    } else {
        for (const auto& one : inbox)
            text += line_of(one);
    }
    print(text);
}

asio::awaitable<void> print_top(popline::session& session, popline::message_number number,
                                std::uint32_t lines) {
    const auto text = co_await session.numbered(number).top(lines);
    print_message(text);
}

asio::awaitable<int> remove(popline::session& session, std::vector<popline::message_number> numbers) {
    std::vector<popline::mail> wanted;
    for (const auto number : numbers)
        wanted.push_back(session.numbered(number));
    const auto outcomes = co_await session.remove(wanted);
    int failures = 0;
    for (const auto& one : outcomes) {
        if (one.result == popline::outcome::done) continue;
        complain("message " + std::to_string(one.number) + ": " + one.code.message()
                 + (one.reply.empty() ? "" : ": " + one.reply));
        ++failures;
    }
    co_return failures;
}

}  // namespace tool
