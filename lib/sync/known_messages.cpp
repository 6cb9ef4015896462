// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <limits>
#include <popline/sync/known_messages.hpp>
#include <tuple>

namespace popline {

namespace {

constexpr std::uint32_t widest = std::numeric_limits<std::uint32_t>::max();

}  // namespace

void known_messages::add(const stored_message& message) {
    auto at = find_entry(message.unique_id, message.digest);
    if (at == none) at = add_entry(message.unique_id, message.digest);
    auto& to = entries_[at];
    const auto octets = message.listed_octets.value_or(0);
    const auto stored_at = static_cast<std::int64_t>(message.stored_at.time_since_epoch().count());
    const bool is_narrow =
        message.bytes <= widest && octets <= widest && stored_at >= 0 && stored_at <= widest;
    if (!is_narrow && !to.is_wide) {
        wide_.push_back({});
        to.bytes = static_cast<std::uint32_t>(wide_.size() - 1);
        to.is_wide = true;
    }
    if (to.is_wide) {
        wide_[to.bytes] = {message.bytes, octets, stored_at};
    } else {
        to.bytes = static_cast<std::uint32_t>(message.bytes);
        to.octets = static_cast<std::uint32_t>(octets);
        to.stored_at = static_cast<std::uint32_t>(stored_at);
    }
    if (to.is_removed) ++count_;
    to.is_removed = false;
    to.is_listed = message.listed_octets.has_value();
    to.is_deleted = message.is_deleted;
}

void known_messages::remove(const stored_key& key) noexcept {
    const auto at = find_entry(key.unique_id, key.digest);
    if (at == none || entries_[at].is_removed) return;
    entries_[at].is_removed = true;
    --count_;
}

void known_messages::mark_deleted(const stored_key& key) noexcept {
    const auto at = find_entry(key.unique_id, key.digest);
    if (at != none) entries_[at].is_deleted = true;
}

stored_message known_messages::at_index(std::size_t at) const {
    const auto& from = entries_[at];
    const auto numbers =
        from.is_wide ? wide_[from.bytes] : wide_numbers{from.bytes, from.octets, from.stored_at};
    stored_message made;
    made.unique_id = id_of(from);
    if (from.is_listed) made.listed_octets = numbers.octets;
    made.bytes = numbers.bytes;
    made.digest = from.digest;
    made.stored_at = std::chrono::sys_seconds(std::chrono::seconds(numbers.stored_at));
    made.is_deleted = from.is_deleted;
    return made;
}

std::vector<stored_message> known_messages::find(std::string_view unique_id) const {
    std::vector<stored_message> found;
    const auto newest = newest_of(unique_id);
    if (newest == none) return found;
    auto at = newest;
    do {
        at = entries_[at].next;
        if (!entries_[at].is_removed) found.push_back(at_index(at));
    } while (at != newest);
    std::sort(found.begin(), found.end(), [](const stored_message& one, const stored_message& other) {
        return std::tie(one.stored_at, one.digest) < std::tie(other.stored_at, other.digest);
    });
    return found;
}

std::optional<stored_message> known_messages::find(const stored_key& key) const {
    const auto at = find_entry(key.unique_id, key.digest);
    if (at == none || entries_[at].is_removed) return {};
    return at_index(at);
}

bool known_messages::contains(std::string_view unique_id) const noexcept {
    const auto newest = newest_of(unique_id);
    if (newest == none) return false;
    auto at = newest;
    do {
        at = entries_[at].next;
        if (!entries_[at].is_removed) return true;
    } while (at != newest);
    return false;
}

bool known_messages::contains(const stored_key& key) const noexcept {
    const auto at = find_entry(key.unique_id, key.digest);
    return at != none && !entries_[at].is_removed;
}

}  // namespace popline
