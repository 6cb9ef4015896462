// SPDX-License-Identifier: BSL-1.0
#include "sync/plan.hpp"

#include <algorithm>
#include <popline/sync/known_messages.hpp>
#include <set>
#include <unordered_map>

namespace popline::syncing {

namespace {

constexpr std::size_t fewest_left = 10;  // with fewer unique-ids, 90 % of them says nothing

bool is_same_size(const std::optional<std::uint64_t>& one, const std::optional<std::uint64_t>& other) {
    return !one || !other || *one == *other;
}

/// The positions of the listing that have one unique-id.
using positions = std::vector<std::size_t>;

/// Assigns known messages to positions, each at most once. Equal sizes are assigned first, so that an
/// unknown size does not take the place of an equal one.
void assign(const positions& here, std::vector<stored_message> known, bool any_size_will_do,
            const std::vector<listed_message>& listing, std::vector<std::optional<stored_entry>>& to) {
    for (const auto exact : {true, false})
        for (const auto at : here) {
            if (to[at]) continue;
            const auto fits = std::find_if(known.begin(), known.end(), [&](const stored_message& one) {
                if (exact) return one.listed_octets && one.listed_octets == listing[at].octets;
                return any_size_will_do || is_same_size(one.listed_octets, listing[at].octets);
            });
            if (fits == known.end()) continue;
            to[at] = stored_entry{fits->digest, fits->stored_at, fits->is_deleted};
            known.erase(fits);
        }
    // If more messages have this unique-id and size than are known, any of them can be the unknown one.
    std::set<std::optional<std::uint64_t>> unknown_sizes;
    for (const auto at : here)
        if (!to[at]) unknown_sizes.insert(listing[at].octets);
    if (unknown_sizes.empty()) return;
    for (const auto at : here)
        if (any_size_will_do || unknown_sizes.contains(listing[at].octets)) to[at].reset();
}

}  // namespace

plan make_plan(const std::vector<listed_message>& listing, const known_messages& known,
               const quirks& of_server, const sync_policy& how) {
    plan made;
    std::unordered_map<std::string_view, positions> shared;
    std::unordered_map<std::string_view, std::size_t> first;
    first.reserve(listing.size());
    for (std::size_t at = 0; at < listing.size(); ++at) {
        if (listing[at].unique_id.empty()) continue;
        const auto [place, is_new] = first.emplace(listing[at].unique_id, at);
        if (is_new) continue;
        auto& all = shared[listing[at].unique_id];
        if (all.empty()) all.push_back(place->second);
        all.push_back(at);
    }
    std::vector<std::optional<stored_entry>> stored(listing.size());
    std::vector<bool> is_known(listing.size());
    std::size_t unknown_ids = 0;
    for (const auto& [id, at] : first) {
        auto entries = known.find(id);
        if (entries.empty()) {
            ++unknown_ids;
            continue;
        }
        const auto more = shared.find(id);
        const auto here = more == shared.end() ? positions{at} : more->second;
        for (const auto position : here)
            is_known[position] = true;
        // A server may use the unique-id of a deleted message for another one: that one must not be deleted
        // unread, so it is compared first.
        std::erase_if(entries, [](const stored_message& one) { return one.is_deleted; });
        assign(here, std::move(entries), of_server.lists_wrong_sizes, listing, stored);
    }
    // Reserved, because a vector that grows would need twice the memory for a moment.
    const auto known_here = static_cast<std::size_t>(
        std::count_if(stored.begin(), stored.end(), [](const auto& one) { return one.has_value(); }));
    made.known.reserve(known_here);
    made.stored.reserve(known_here);
    for (std::size_t at = 0; at < listing.size(); ++at) {
        if (stored[at]) {
            made.known.push_back(at);
            made.stored.push_back(*stored[at]);
        } else if (listing[at].octets.value_or(0) > how.message_bytes) {
            made.too_large.push_back(at);
        } else {
            (is_known[at] ? made.doubtful : made.fresh).push_back(at);
        }
    }
    std::size_t left = 0;
    std::size_t missing = 0;
    known.for_each([&](const stored_message& one) {
        const bool is_listed = !one.unique_id.empty() && first.contains(one.unique_id);
        if (!one.is_deleted && !one.unique_id.empty()) {
            ++left;
            missing += is_listed ? 0 : 1;
        }
        if (!is_listed && !one.unique_id.empty()) made.gone.push_back({one.unique_id, one.digest});
    });
    made.has_replaced_ids = left >= fewest_left && missing * 10 >= left * 9 && unknown_ids * 10 >= left * 9;
    if (how.newest_first) {
        std::reverse(made.fresh.begin(), made.fresh.end());
        std::reverse(made.doubtful.begin(), made.doubtful.end());
    }
    return made;
}

bool doubt_due(plan& of, const deletion_rule& rule) {
    plan sure;
    for (std::size_t at = 0; at < of.known.size(); ++at) {
        const auto position = of.known[at];
        if (rule.is_due(position, of.stored[at].stored_at)) {
            of.doubtful.push_back(position);
        } else {
            sure.known.push_back(position);
            sure.stored.push_back(of.stored[at]);
        }
    }
    const bool has_some = sure.known.size() < of.known.size();
    of.known = std::move(sure.known);
    of.stored = std::move(sure.stored);
    return has_some;
}

deletion_rule::deletion_rule(const std::vector<listed_message>& listing, const sync_policy& how,
                             std::chrono::sys_seconds now)
    : delete_after_(how.delete_after), now_(now) {
    if (how.keep_newest && *how.keep_newest < listing.size()) kept_from_ = listing.size() - *how.keep_newest;
    if (!how.keep_newest_bytes) return;
    auto room = *how.keep_newest_bytes;
    auto at = listing.size();
    while (at > 0 && listing[at - 1].octets.value_or(0) <= room)
        room -= listing[--at].octets.value_or(0);
    kept_from_ = std::max(kept_from_, at);
}

bool deletion_rule::is_due(std::size_t position, std::chrono::sys_seconds stored_at) const noexcept {
    if (position < kept_from_) return true;
    if (!delete_after_) return false;
    // `now_` is the time at which the session began: what it stores is younger.
    return *delete_after_ <= std::chrono::seconds(0) || now_ - stored_at >= *delete_after_;
}

}  // namespace popline::syncing
