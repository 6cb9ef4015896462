// SPDX-License-Identifier: BSL-1.0
#include "sync/selection.hpp"

#include <vector>

namespace popline::syncing {

namespace {

bool is_selected(const sync_candidate& one, const std::string& name, run_state& all) {
    const bool is_later = all.result.sessions > 1;
    if (one.unique_id.empty()) return !is_later && all.how.selects(one);
    const auto known = all.selected.find(name);
    if (known != all.selected.end()) return known->second;
    return all.selected[name] = all.how.selects(one);
}

}  // namespace

sync_candidate candidate_at(const listing& of, std::size_t position) {
    sync_candidate made;
    made.number = of.inbox[position].number();
    made.unique_id = of.entries[position].unique_id;
    made.octets = of.entries[position].octets;
    return made;
}

void select(plan& from, const listing& of, run_state& all) {
    std::vector<const stored_entry*> stored(of.inbox.size());
    for (std::size_t at = 0; at < from.known.size(); ++at)
        stored[from.known[at]] = &from.stored[at];
    std::vector<bool> is_left(of.inbox.size());
    for (std::size_t at = 0; at < of.inbox.size(); ++at) {
        auto one = candidate_at(of, at);
        if (stored[at]) one.stored_at = stored[at]->stored_at;
        is_left[at] = !is_selected(one, of.names[at], all);
    }
    for (auto* const some : {&from.fresh, &from.doubtful, &from.too_large})
        std::erase_if(*some, [&](std::size_t at) { return is_left[at]; });
    std::size_t kept = 0;
    for (std::size_t at = 0; at < from.known.size(); ++at) {
        if (is_left[from.known[at]]) continue;
        from.known[kept] = from.known[at];
        if (kept != at) from.stored[kept] = std::move(from.stored[at]);
        ++kept;
    }
    from.known.resize(kept);
    from.stored.resize(kept);
}

}  // namespace popline::syncing
