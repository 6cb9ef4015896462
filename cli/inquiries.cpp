// SPDX-License-Identifier: BSL-1.0
#include "inquiries.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <popline/printable.hpp>
#include <string_view>

#include "console.hpp"
#include "json_text.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {

/// Whether RFC 1939 section 7 allows these characters. A terminal obeys none of them. The length does not
/// matter here.
bool is_legal(std::string_view id) noexcept {
    return std::ranges::all_of(id, [](char c) { return c > 0x20 && c < 0x7F; });
}

/// A legal id as it is. Any other id is escaped, its backslashes too, and `(escaped)` follows it: a legal id
/// may look like an escaped one, but contains no blank.
std::string id_of(const popline::mail& one) {
    if (!one.has_unique_id()) return "-";
    if (is_legal(one.unique_id())) return std::string(one.unique_id());
    return popline::printable(one.unique_id()) + " (escaped)";
}

std::string line_of(const popline::mail& one) {
    const auto size = one.size() ? std::to_string(*one.size()) : "-";
    return std::to_string(one.number()) + " " + size + " " + id_of(one) + "\n";
}

nlohmann::ordered_json object_of(const popline::mail& one) {
    nlohmann::ordered_json made = {{"number", one.number()}, {"size", nullptr}, {"unique_id", nullptr}};
    if (one.size()) made["size"] = *one.size();
    if (one.has_unique_id()) put_unique_id(made, one.unique_id());
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
    const auto found = co_await session.stat();
    const auto bytes = found.octets ? std::to_string(*found.octets) : "-";
    print(std::to_string(found.messages) + " " + bytes + "\n");
}

asio::awaitable<void> print_listing(popline::session& session, bool as_json) {
    const auto inbox = co_await session.mails();
    std::string text;
    if (as_json) {
        auto all = nlohmann::ordered_json::array();
        for (const auto& one : inbox)
            all.push_back(object_of(one));
        text = ascii_json(all) + "\n";
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

}  // namespace tool
