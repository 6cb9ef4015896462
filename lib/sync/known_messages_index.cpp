// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstring>
#include <popline/sync/known_messages.hpp>
#include <utility>

#include "sync/keyed_hash.hpp"

namespace popline {

namespace {

constexpr std::size_t fewest_slots = 16;
/// The text of the ids is kept in pieces of this size, so that no piece is copied when another id comes. An
/// id that is longer is a piece of its own.
constexpr std::size_t piece_bytes = std::size_t{1} << 16;
/// The length of an id is one byte. If that is this value, the length is in the next 8 bytes.
constexpr unsigned char is_long = 255;

std::string_view view_of(const sha256::digest& digest) noexcept {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

/// The slots that a table of so many entries needs: at most four of five slots are used.
std::size_t slots_for(std::size_t entries) noexcept {
    return std::max(fewest_slots, entries + entries / 4 + 1);
}

/// Returns the slot with the entry that is searched, or the empty slot where it belongs. Requires an empty
/// slot.
template <class IsIt>
std::size_t slot_in(const std::vector<std::uint32_t>& table, std::uint64_t hash, std::uint32_t empty,
                    IsIt is_it) noexcept {
    auto slot = static_cast<std::size_t>(hash % table.size());
    while (table[slot] != empty && !is_it(table[slot]))
        slot = slot + 1 == table.size() ? 0 : slot + 1;
    return slot;
}

}  // namespace

std::size_t known_messages::slot_of_id(const table& in, std::string_view unique_id) const noexcept {
    return slot_in(in, syncing::keyed_hash(unique_id), none,
                   [&](std::uint32_t at) { return id_of(entries_[at]) == unique_id; });
}

std::size_t known_messages::slot_of_key(const table& in, std::string_view unique_id,
                                        const sha256::digest& digest) const noexcept {
    const auto hash = syncing::keyed_hash(unique_id) ^ syncing::keyed_hash(view_of(digest));
    return slot_in(in, hash, none, [&](std::uint32_t at) {
        return entries_[at].digest == digest && id_of(entries_[at]) == unique_id;
    });
}

std::uint32_t known_messages::newest_of(std::string_view unique_id) const noexcept {
    return newest_.empty() ? none : newest_[slot_of_id(newest_, unique_id)];
}

std::uint32_t known_messages::find_entry(std::string_view unique_id,
                                         const sha256::digest& digest) const noexcept {
    const auto newest = newest_of(unique_id);
    if (newest == none || entries_[newest].digest == digest) return newest;
    const auto oldest = entries_[newest].next;
    if (entries_[oldest].digest == digest) return oldest;
    if (oldest == newest || others_.empty()) return none;
    return others_[slot_of_key(others_, unique_id, digest)];
}

known_messages::table known_messages::index_of_ids(std::size_t slots) const {
    table made(slots, none);
    for (std::uint32_t at = 0; at < entries_.size(); ++at) {
        const bool is_newest = entries_[at].next <= at;
        if (is_newest) made[slot_of_id(made, id_of(entries_[at]))] = at;
    }
    return made;
}

known_messages::table known_messages::index_of_others(std::size_t slots) const {
    table made(slots, none);
    for (std::uint32_t newest = 0; newest < entries_.size(); ++newest) {
        if (entries_[newest].next > newest) continue;
        for (auto at = entries_[newest].next; at != newest;) {
            at = entries_[at].next;
            made[slot_of_key(made, id_of(entries_[at]), entries_[at].digest)] = at;
        }
    }
    return made;
}

void known_messages::reserve(std::size_t messages) {
    if (slots_for(messages) > newest_.size()) newest_ = index_of_ids(slots_for(messages));
}

/// Makes room in both tables for one more entry. If more than half of the entries are removed ones, their
/// memory is given back.
void known_messages::make_room() {
    const auto needed = entries_.size() + 1;
    if (slots_for(needed) > newest_.size()) {
        if (count_ < entries_.size() / 2) {
            known_messages made;
            made.reserve(2 * count_);
            for_each([&](const stored_message& one) { made.add(one); });
            *this = std::move(made);
        } else {
            reserve(needed + needed / 2);
        }
    }
    if (slots_for(other_count_ + 1) > others_.size())
        others_ = index_of_others(slots_for(other_count_ + other_count_ / 2 + 1));
}

void known_messages::keep_id(entry& of, std::string_view unique_id) {
    const auto octets = static_cast<std::uint64_t>(unique_id.size());
    char length[1 + sizeof octets];
    const bool needs_more = octets >= is_long;
    length[0] = static_cast<char>(needs_more ? is_long : static_cast<unsigned char>(octets));
    std::memcpy(length + 1, &octets, sizeof octets);
    const auto total = unique_id.size() + (needs_more ? sizeof length : 1);
    if (ids_.empty() || total > piece_bytes || ids_.back().size() > piece_bytes - total) {
        std::string piece;
        if (!ids_.empty()) piece.reserve(std::max(piece_bytes, total));
        ids_.push_back(std::move(piece));
    }
    auto& piece = ids_.back();
    of.id_piece = static_cast<std::uint32_t>(ids_.size() - 1);
    of.id_begins = static_cast<std::uint16_t>(piece.size());
    piece.append(length, needs_more ? sizeof length : 1).append(unique_id);
}

std::string_view known_messages::id_of(const entry& of) const noexcept {
    const auto* from = ids_[of.id_piece].data() + of.id_begins;
    std::uint64_t octets = static_cast<unsigned char>(*from++);
    if (octets == is_long) {
        std::memcpy(&octets, from, sizeof octets);
        from += sizeof octets;
    }
    return {from, static_cast<std::size_t>(octets)};
}

/// Adds an entry that counts as removed, because it has no numbers yet.
std::uint32_t known_messages::add_entry(std::string_view unique_id, const sha256::digest& digest) {
    make_room();
    const auto at = static_cast<std::uint32_t>(entries_.size());
    auto& newest = newest_[slot_of_id(newest_, unique_id)];
    entry made{};
    made.digest = digest;
    made.is_removed = true;
    made.next = at;
    if (newest == none) {
        keep_id(made, unique_id);
        entries_.push_back(made);
    } else {
        auto& before = entries_[newest];
        made.id_piece = before.id_piece;
        made.id_begins = before.id_begins;
        made.next = before.next;
        entries_.push_back(made);  // references to other elements of a deque stay valid
        before.next = at;
        others_[slot_of_key(others_, unique_id, digest)] = at;
        ++other_count_;
    }
    newest = at;
    return at;
}

}  // namespace popline
