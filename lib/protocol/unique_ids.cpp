// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <bit>
#include <functional>
#include <span>

#include "protocol/listing.hpp"

namespace popline::protocol {

namespace {

bool regular(std::string_view unique_id) noexcept {
    const auto printable = [](char c) { return c >= 0x21 && c <= 0x7E; };
    return unique_id.size() <= 70 && std::ranges::all_of(unique_id, printable);
}

/// The unique-ids seen so far, by their hashes: a hash table with open addressing, at most half full.
///
/// The hash has no secret key, so a server can send ids whose hashes collide on purpose. A search therefore
/// stops after `longest_search` steps, and the caller sorts the ids instead.
class seen_ids {
  public:
    enum class outcome { added, known, gave_up };

    seen_ids(std::span<const listed> messages, std::string_view lines)
        : messages_(messages), lines_(lines), places_(std::bit_ceil(2 * messages.size() + 1), vacant) {}

    /// Adds the id of message `at`. If another message has the same id, `twin` is the first such message.
    outcome add(std::uint32_t at, std::uint32_t& twin) {
        const auto id = id_of(at);
        const auto mask = places_.size() - 1;
        auto place = std::hash<std::string_view>()(id) & mask;
        for (std::size_t step = 0; step < longest_search; ++step, place = (place + 1) & mask) {
            if (places_[place] == vacant) {
                places_[place] = at;
                return outcome::added;
            }
            twin = places_[place];
            if (id_of(twin) == id) return outcome::known;
        }
        return outcome::gave_up;
    }

  private:
    static constexpr std::uint32_t vacant = UINT32_MAX;
    static constexpr std::size_t longest_search = 128;

    std::string_view id_of(std::uint32_t at) const {
        return lines_.substr(messages_[at].id_begins, messages_[at].id_octets);
    }

    std::span<const listed> messages_;
    std::string_view lines_;
    std::vector<std::uint32_t> places_;
};

bool has_id(const listed& one) {
    return one.id_begins != listed::no_id && one.id_octets != 0;
}

/// Marks the messages whose ids occur more than once, by hashing. False if hashes collided so often that it
/// stopped.
bool mark_twins_by_hash(std::span<const listed> messages, std::string_view lines, std::vector<bool>& odd) {
    seen_ids seen(messages, lines);
    for (std::uint32_t at = 0; at < messages.size(); ++at) {
        if (!has_id(messages[at])) continue;
        std::uint32_t twin = 0;
        switch (seen.add(at, twin)) {
            case seen_ids::outcome::added: break;
            case seen_ids::outcome::known: odd[at] = odd[twin] = true; break;
            case seen_ids::outcome::gave_up: return false;
        }
    }
    return true;
}

/// Marks the messages whose ids occur more than once, by sorting. This always works, but takes longer.
void mark_twins_by_order(std::span<const listed> messages, std::string_view lines, std::vector<bool>& odd) {
    const auto id_of = [&](std::uint32_t at) {
        return lines.substr(messages[at].id_begins, messages[at].id_octets);
    };
    std::vector<std::uint32_t> order;
    for (std::uint32_t at = 0; at < messages.size(); ++at)
        if (has_id(messages[at])) order.push_back(at);
    std::ranges::sort(order, {}, id_of);
    for (std::size_t next = 1; next < order.size(); ++next)
        if (id_of(order[next - 1]) == id_of(order[next])) odd[order[next - 1]] = odd[order[next]] = true;
}

}  // namespace

void check_unique_ids(std::vector<listed>& messages, std::string_view lines, listing_remarks& remarks) {
    std::vector<bool> odd(messages.size());
    for (std::uint32_t at = 0; at < messages.size(); ++at) {
        auto& one = messages[at];
        if (one.id_begins == listed::no_id) continue;
        if (one.id_octets == 0) one.id_begins = listed::no_id;
        if (one.id_octets == 0 || !regular(lines.substr(one.id_begins, one.id_octets))) odd[at] = true;
    }
    if (!mark_twins_by_hash(messages, lines, odd)) mark_twins_by_order(messages, lines, odd);
    for (std::uint32_t at = 0; at < messages.size(); ++at)
        if (odd[at]) remarks.irregular_unique_id.push_back(messages[at].number);
}

}  // namespace popline::protocol
