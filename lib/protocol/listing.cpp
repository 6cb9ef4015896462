// SPDX-License-Identifier: BSL-1.0
#include "protocol/listing.hpp"

#include <algorithm>
#include <utility>

#include "protocol/number.hpp"
#include "values/words.hpp"

namespace popline::protocol {

namespace {

/// Calls `take` with each line and its offset in the text.
template <class Take>
void for_each_line(std::string_view lines, Take take) {
    for (std::size_t begin = 0; begin < lines.size();) {
        const auto end = std::min(lines.find('\n', begin), lines.size());
        take(lines.substr(begin, end - begin), begin);
        begin = end + 1;
    }
}

/// Finds messages by number. The numbers of a listing usually ascend, so the search begins after the message
/// that was found last. An index is made only if they do not.
class finder {
  public:
    explicit finder(std::vector<listed>& messages) : messages_(messages) {
        ascending_ = std::ranges::is_sorted(messages, {}, &listed::number);
        if (ascending_) return;
        for (std::uint32_t at = 0; at < messages.size(); ++at)
            order_.push_back(at);
        std::ranges::sort(order_, {}, [&](std::uint32_t at) { return messages_[at].number; });
    }

    listed* find(message_number number) {
        if (!ascending_) return find_in_order(number);
        if (next_ < messages_.size() && messages_[next_].number == number) return &messages_[next_++];
        const auto found = std::ranges::lower_bound(messages_, number, {}, &listed::number);
        if (found == messages_.end() || found->number != number) return nullptr;
        next_ = static_cast<std::size_t>(found - messages_.begin()) + 1;
        return &*found;
    }

  private:
    listed* find_in_order(message_number number) {
        const auto number_at = [&](std::uint32_t at) { return messages_[at].number; };
        const auto found = std::ranges::lower_bound(order_, number, {}, number_at);
        return found != order_.end() && number_at(*found) == number ? &messages_[*found] : nullptr;
    }

    std::vector<listed>& messages_;
    std::vector<std::uint32_t> order_;
    std::size_t next_ = 0;
    bool ascending_ = true;
};

/// Keeps one message of each number that LIST named more than once. If their sizes differ, the size is
/// unknown.
void unite_twins(std::vector<listed>& messages, listing_remarks& remarks) {
    std::vector<std::uint32_t> order(messages.size());
    for (std::uint32_t at = 0; at < order.size(); ++at)
        order[at] = at;
    std::ranges::sort(order, {}, [&](std::uint32_t at) { return std::pair(messages[at].number, at); });

    for (std::size_t first = 0; first < order.size();) {
        auto& kept = messages[order[first]];
        std::size_t behind = first + 1;
        for (; behind < order.size() && messages[order[behind]].number == kept.number; ++behind) {
            auto& twin = messages[order[behind]];
            if (twin.octets != kept.octets) kept.octets = UINT64_MAX;
            twin.number = 0;
        }
        if (behind > first + 1) remarks.named_twice.push_back(kept.number);
        first = behind;
    }
    std::erase_if(messages, [](const listed& one) { return one.number == 0; });
}

/// Some servers write `+OK` before each line of UIDL. It is left out only if every line has it: a single one
/// may be the reply to another command, which then holds no unique-id.
std::size_t octets_before_numbers(std::string_view lines) {
    constexpr std::string_view mark = "+OK ";
    bool is_marked = lines.starts_with(mark);
    if (is_marked)
        for_each_line(lines,
                      [&](std::string_view line, std::size_t) { is_marked &= line.starts_with(mark); });
    return is_marked ? mark.size() : 0;
}

bool strictly_ascending(const std::vector<listed>& messages) {
    return std::ranges::adjacent_find(messages, std::ranges::greater_equal(), &listed::number)
           == messages.end();
}

}  // namespace

std::optional<drop_listing> parse_drop_listing(std::string_view words) noexcept {
    const auto messages = take_number(words);
    if (!messages || *messages > INT32_MAX) return std::nullopt;
    return drop_listing{static_cast<std::uint32_t>(*messages), take_number(words)};
}

std::optional<scan_listing> parse_scan_listing(std::string_view line) noexcept {
    const auto number = take_message_number(line);
    if (!number) return std::nullopt;
    return scan_listing{*number, take_number(line)};
}

std::optional<unique_id_listing> parse_unique_id_listing(std::string_view line) noexcept {
    const auto number = take_message_number(line);
    if (!number) return std::nullopt;
    return unique_id_listing{*number, values::take_word(line)};
}

std::optional<std::vector<listed>> read_scan_listings(std::string_view lines, listing_remarks& remarks) {
    const auto unusable_before = remarks.unusable_lines.size();
    std::vector<listed> messages;
    messages.reserve(static_cast<std::size_t>(std::ranges::count(lines, '\n')));
    for_each_line(lines, [&](std::string_view line, std::size_t) {
        if (const auto read = parse_scan_listing(line))
            messages.push_back({.octets = read->octets.value_or(UINT64_MAX), .number = read->number});
        else
            remarks.unusable_lines.emplace_back(line);
    });
    const auto unusable = static_cast<std::uint32_t>(remarks.unusable_lines.size() - unusable_before);
    remarks.list_lines_set_aside += unusable;
    if (messages.empty() && remarks.list_lines_set_aside > 0) return std::nullopt;
    if (!strictly_ascending(messages)) unite_twins(messages, remarks);
    return messages;
}

void add_unique_ids(std::vector<listed>& messages, std::string_view lines, listing_remarks& remarks) {
    finder find(messages);
    std::vector<message_number> contradictory;
    const auto ignored = octets_before_numbers(lines);
    for_each_line(lines, [&](std::string_view line, std::size_t begin) {
        const auto read = parse_unique_id_listing(line.substr(ignored));
        if (!read) {
            remarks.unusable_lines.emplace_back(line);
            ++remarks.uidl_lines_set_aside;
            return;
        }
        listed* const one = find.find(read->number);
        if (!one) {
            remarks.without_message.push_back(read->number);
            return;
        }
        if (one->id_begins != listed::no_id) {
            remarks.named_twice.push_back(read->number);
            if (lines.substr(one->id_begins, one->id_octets) != read->unique_id)
                contradictory.push_back(read->number);
            return;
        }
        const auto offset = read->unique_id.empty()
                                ? line.size()
                                : static_cast<std::size_t>(read->unique_id.data() - line.data());
        one->id_begins = static_cast<std::uint32_t>(begin + offset);
        one->id_octets = static_cast<std::uint32_t>(read->unique_id.size());
    });
    std::ranges::sort(remarks.named_twice);
    remarks.named_twice.erase(std::ranges::unique(remarks.named_twice).begin(), remarks.named_twice.end());
    for (const auto number : contradictory)
        find.find(number)->id_begins = listed::no_id;
    for (const auto& one : messages)
        if (one.id_begins == listed::no_id) remarks.without_unique_id.push_back(one.number);
}

}  // namespace popline::protocol
