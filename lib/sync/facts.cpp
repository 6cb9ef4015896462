// SPDX-License-Identifier: BSL-1.0
#include "sync/facts.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

namespace popline::syncing {

namespace {

constexpr std::string_view open_commit = "open-commit";
constexpr std::string_view ended_at_capa = "ended-at-capa";
constexpr std::string_view doubts_shared_ids = "doubts-shared-ids";
constexpr std::string_view offers = "offers=";
constexpr std::string_view offers_at = "offers-at=";

// Words are separated by blanks, so all octets but a few are written as %XX.
bool is_plain(char octet) {
    return (octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9')
           || octet == '-' || octet == '_';
}

std::string escaped(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string made;
    for (const char octet : text) {
        if (is_plain(octet)) {
            made += octet;
            continue;
        }
        const auto value = static_cast<unsigned char>(octet);
        made.append({'%', digits[value / 16], digits[value % 16]});
    }
    return made;
}

/// Empty if this is not what `escaped` wrote.
std::string unescaped(std::string_view text) {
    std::string made;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (is_plain(text[at])) {
            made += text[at];
            continue;
        }
        unsigned value = 0;
        const auto* const digits = text.data() + at + 1;
        if (text[at] != '%' || text.size() - at < 3
            || std::from_chars(digits, digits + 2, value, 16).ptr != digits + 2)
            return {};
        made += static_cast<char>(value);
        at += 2;
    }
    return made;
}

/// What follows the name in the first word that begins with it.
std::optional<std::string_view> value_of(std::string_view name, std::string_view text) {
    for (std::size_t at = 0; at != text.npos && at < text.size();) {
        const auto end = std::min(text.find(' ', at), text.size());
        const auto word = text.substr(at, end - at);
        if (word.starts_with(name)) return word.substr(name.size());
        at = end + 1;
    }
    return std::nullopt;
}

/// The epoch if the text is no number.
std::chrono::sys_seconds time_in(std::string_view text) {
    std::int64_t seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::chrono::sys_seconds(std::chrono::seconds(seconds));
}

}  // namespace

std::string to_text(const facts& known) {
    auto text = to_string(known.of_server);
    const auto add = [&text](std::string_view word) { text.append(text.empty() ? "" : " ").append(word); };
    if (known.has_ended_at_capa) add(ended_at_capa);
    if (known.doubts_shared_ids) add(doubts_shared_ids);
    if (!known.offers.empty()) {
        add(std::string(offers) + escaped(known.offers));
        add(std::string(offers_at) + std::to_string(known.offers_at.time_since_epoch().count()));
    }
    if (known.has_open_commit) add(open_commit);
    return text;
}

facts facts_from(std::string_view text) {
    facts made;
    made.of_server = quirks_from(text);
    made.offers = unescaped(value_of(offers, text).value_or(""));
    if (const auto at = value_of(offers_at, text)) made.offers_at = time_in(*at);
    made.has_ended_at_capa = value_of(ended_at_capa, text) == "";
    made.doubts_shared_ids = value_of(doubts_shared_ids, text) == "";
    // Only `to_text` writes this word, and it is the last one.
    made.has_open_commit = text == open_commit || text.ends_with(" open-commit");
    return made;
}

}  // namespace popline::syncing
