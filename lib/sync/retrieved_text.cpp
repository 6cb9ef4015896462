// SPDX-License-Identifier: BSL-1.0
#include <charconv>
#include <optional>
#include <popline/error.hpp>
#include <popline/sync/import.hpp>
#include <utility>

namespace popline {

namespace {

using accounts = std::vector<retrieved_account>;

/// The lines of a text, with their numbers.
class numbered_lines {
  public:
    explicit numbered_lines(std::string_view text) : rest_(text) {}

    std::optional<std::string_view> next() {
        if (rest_.empty()) return std::nullopt;
        ++number_;
        const auto end = rest_.find('\n');
        const auto line = rest_.substr(0, end);
        rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + 1);
        return line;
    }
    [[noreturn]] void refuse(std::string_view what) const {
        throw error(errc::invalid_argument,
                    {.detail = "line " + std::to_string(number_) + ": " + std::string(what)});
    }

  private:
    std::string_view rest_;
    std::size_t number_ = 0;
};

/// Takes a number from the beginning of a text.
template <class Number>
std::optional<Number> take_number(std::string_view& text) {
    Number made{};
    const auto* const end = text.data() + text.size();
    const auto [after, failure] = std::from_chars(text.data(), end, made);
    if (failure != std::errc() || after == text.data()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(after - text.data()));
    return made;
}

void add(retrieved_account& to, std::string_view id, std::chrono::sys_seconds at) {
    stored_message made;
    made.unique_id = id;
    made.stored_at = at;
    to.messages.push_back(std::move(made));
}

/// A list begins with a line ` COUNT HOST USER`; COUNT lines with one unique-id each follow.
accounts read_mpop(std::string_view text, std::chrono::sys_seconds now) {
    accounts made;
    numbered_lines lines(text);
    std::size_t missing = 0;
    while (auto line = lines.next()) {
        if (line->starts_with('#')) continue;
        if (missing > 0) {
            if (line->empty() || line->starts_with(' ')) lines.refuse("a unique-id is missing");
            add(made.back(), *line, now);
            --missing;
            continue;
        }
        if (!line->starts_with(' ')) lines.refuse("no list of mpop begins here");
        line->remove_prefix(1);
        const auto count = take_number<std::uint32_t>(*line);
        const auto user_begins = line->find(' ', 1);
        if (!count || *count == 0 || !line->starts_with(' ') || user_begins == line->npos)
            lines.refuse("no list of mpop begins here");
        missing = *count;
        made.push_back(
            {std::string(line->substr(user_begins + 1)), std::string(line->substr(1, user_begins - 1)), {}});
    }
    if (missing > 0) lines.refuse("a unique-id is missing after it");
    return made;
}

/// Each line is a unique-id, a NUL, and a time in seconds.
accounts read_getmail(std::string_view text) {
    accounts made;
    numbered_lines lines(text);
    while (auto line = lines.next()) {
        if (line->empty()) continue;
        const auto end = line->find('\0');
        if (end == 0 || end == line->npos) lines.refuse("no unique-id and time of getmail");
        auto time = line->substr(end + 1);
        const auto seconds = take_number<std::uint32_t>(time);
        if (!seconds || !time.empty()) lines.refuse("no time of getmail");
        if (made.empty()) made.emplace_back();
        add(made.back(), line->substr(0, end), std::chrono::sys_seconds(std::chrono::seconds(*seconds)));
    }
    return made;
}

/// Each line is `USER@HOST ID`. A user or a unique-id can contain an `@`, and a unique-id contains no blank.
accounts read_fetchmail(std::string_view text, std::chrono::sys_seconds now) {
    accounts made;
    numbered_lines lines(text);
    while (const auto line = lines.next()) {
        if (line->empty()) continue;
        const auto blank = line->rfind(' ');
        const auto at = blank == line->npos ? line->npos : line->substr(0, blank).rfind('@');
        if (at == line->npos || at == 0 || at + 1 == blank || blank + 1 == line->size())
            lines.refuse("no USER@HOST and unique-id of fetchmail");
        const auto user = line->substr(0, at);
        const auto host = line->substr(at + 1, blank - at - 1);
        auto to = made.begin();
        while (to != made.end() && (to->user != user || to->host != host))
            ++to;
        if (to == made.end()) to = made.insert(to, {std::string(user), std::string(host), {}});
        add(*to, line->substr(blank + 1), now);
    }
    return made;
}

}  // namespace

accounts read_retrieved(other_client of, std::string_view text, std::chrono::sys_seconds now) {
    switch (of) {
        case other_client::mpop: return read_mpop(text, now);
        case other_client::getmail: return read_getmail(text);
        case other_client::fetchmail: break;
    }
    return read_fetchmail(text, now);
}

}  // namespace popline
