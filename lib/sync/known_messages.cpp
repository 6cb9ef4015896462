// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <functional>
#include <popline/sync/known_messages.hpp>

namespace popline {

namespace {

constexpr std::uint64_t unknown = UINT64_MAX;
constexpr std::size_t fewest_slots = 16;

}  // namespace

void known_messages::reserve(std::size_t messages) {
    entries_.reserve(messages);
    next_.reserve(messages);
    auto slots = fewest_slots;
    while (slots / 4 * 3 < messages)
        slots *= 2;
    if (slots <= slots_.size()) return;
    slots_.assign(slots, none);
    // The entries of one unique-id are linked already: only the first one gets a slot.
    std::vector<bool> is_linked(entries_.size());
    for (const auto after : next_)
        if (after != none) is_linked[after] = true;
    for (std::size_t at = 0; at < entries_.size(); ++at) {
        if (is_linked[at]) continue;
        slots_[slot_of(id_of(entries_[at]))] = static_cast<std::uint32_t>(at);
    }
}

std::string_view known_messages::id_of(const entry& of) const noexcept {
    return std::string_view(ids_).substr(of.id_begins, of.id_octets);
}

/// Returns the slot that has this unique-id, or the empty slot where it belongs. Requires an empty slot.
std::size_t known_messages::slot_of(std::string_view unique_id) const noexcept {
    auto slot = std::hash<std::string_view>()(unique_id) & (slots_.size() - 1);
    while (slots_[slot] != none && id_of(entries_[slots_[slot]]) != unique_id)
        slot = (slot + 1) & (slots_.size() - 1);
    return slot;
}

std::uint32_t known_messages::find_entry(const stored_key& key) const noexcept {
    if (slots_.empty()) return none;
    auto at = slots_[slot_of(key.unique_id)];
    while (at != none && entries_[at].digest != key.digest)
        at = next_[at];
    return at;
}

void known_messages::add(const stored_message& message) {
    auto at = find_entry({message.unique_id, message.digest});
    if (at == none) {
        reserve(entries_.size() + 1 > entries_.capacity() ? 2 * entries_.size() + fewest_slots
                                                          : entries_.size() + 1);
        auto* link = &slots_[slot_of(message.unique_id)];
        entry made{};
        // All entries of one unique-id share its text.
        made.id_begins = *link != none ? entries_[*link].id_begins : static_cast<std::uint32_t>(ids_.size());
        made.id_octets = static_cast<std::uint32_t>(message.unique_id.size()) & 0x3FFFFFFFU;
        made.digest = message.digest;
        made.is_removed = 1;
        if (*link == none) ids_ += message.unique_id;
        next_.push_back(none);
        entries_.push_back(made);
        while (*link != none)
            link = &next_[*link];
        at = static_cast<std::uint32_t>(entries_.size() - 1);
        *link = at;
    }
    auto& to = entries_[at];
    if (to.is_removed) ++count_;
    to.is_removed = 0;
    to.octets = message.listed_octets.value_or(unknown);
    to.bytes = message.bytes;
    to.stored_at = message.stored_at.time_since_epoch().count();
    to.is_deleted = message.is_deleted ? 1 : 0;
}

void known_messages::remove(const stored_key& key) {
    const auto at = find_entry(key);
    if (at == none || entries_[at].is_removed) return;
    entries_[at].is_removed = 1;
    --count_;
}

void known_messages::mark_deleted(const stored_key& key) {
    const auto at = find_entry(key);
    if (at != none) entries_[at].is_deleted = 1;
}

stored_message known_messages::at_index(std::size_t at) const {
    const auto& from = entries_[at];
    stored_message made;
    made.unique_id = id_of(from);
    if (from.octets != unknown) made.listed_octets = from.octets;
    made.bytes = from.bytes;
    made.digest = from.digest;
    made.stored_at = std::chrono::sys_seconds(std::chrono::seconds(from.stored_at));
    made.is_deleted = from.is_deleted != 0;
    return made;
}

std::vector<stored_message> known_messages::find(std::string_view unique_id) const {
    std::vector<stored_message> found;
    if (slots_.empty()) return found;
    for (auto at = slots_[slot_of(unique_id)]; at != none; at = next_[at])
        if (!entries_[at].is_removed) found.push_back(at_index(at));
    return found;
}

bool known_messages::contains(std::string_view unique_id) const noexcept {
    if (slots_.empty()) return false;
    for (auto at = slots_[slot_of(unique_id)]; at != none; at = next_[at])
        if (!entries_[at].is_removed) return true;
    return false;
}

bool known_messages::contains(const stored_key& key) const noexcept {
    const auto at = find_entry(key);
    return at != none && !entries_[at].is_removed;
}

}  // namespace popline
