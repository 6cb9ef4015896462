// SPDX-License-Identifier: BSL-1.0
#include "sync_plan.hpp"

#include "console.hpp"

namespace tool {

void sync_plan::add(const popline::sync_candidate& one) {
    all_.push_back({one.number, std::string(one.unique_id), one.octets, one.stored_at});
}

std::vector<bool> sync_plan::retrieved() const {
    std::vector<bool> made(all_.size());
    std::size_t chosen = 0;
    for (std::size_t step = 0; step < all_.size(); ++step) {
        const auto at = how_.newest_first ? all_.size() - 1 - step : step;
        const auto& one = all_[at];
        if (one.stored_at || one.octets.value_or(0) > how_.message_bytes) continue;
        // Messages without a unique-id do not count, as in `sync`.
        if (!one.unique_id.empty() && chosen++ >= how_.per_run) continue;
        made[at] = true;
    }
    return made;
}

bool sync_plan::is_deleted(std::size_t at, bool is_retrieved) const {
    const auto& one = all_[at];
    if (!one.stored_at && !is_retrieved) return false;
    if (how_.keep_newest && at + *how_.keep_newest < all_.size()) return true;
    const auto now = how_.clock();
    return how_.delete_after && now - one.stored_at.value_or(now) >= *how_.delete_after;
}

std::vector<std::string> sync_plan::lines() const {
    std::vector<std::string> made;
    const auto is_retrieved = retrieved();
    for (std::size_t at = 0; at < all_.size(); ++at) {
        const auto& one = all_[at];
        auto line = "message " + std::to_string(one.number) + ": "
                    + (one.octets ? counted(*one.octets, "byte") : "size unknown") + ", would be ";
        const bool deleted = is_deleted(at, is_retrieved[at]);
        if (is_retrieved[at])
            made.push_back(line + "retrieved and stored" + (deleted ? ", and deleted from the server" : ""));
        else if (deleted)
            made.push_back(line + "deleted from the server");
        else if (!one.stored_at && one.octets.value_or(0) > how_.message_bytes)
            made.push_back(line + "left on the server: it is larger than --max-size");
        else if (!one.stored_at)
            made.push_back(line + "left for a later run by --per-run");
    }
    return made;
}

void sync_plan::count(run_counts& into) const {
    const auto is_retrieved = retrieved();
    for (std::size_t at = 0; at < all_.size(); ++at) {
        const auto& one = all_[at];
        into.skipped += one.stored_at ? 1 : 0;
        into.deleted += is_deleted(at, is_retrieved[at]) ? 1 : 0;
        if (!is_retrieved[at]) continue;
        ++into.messages;
        into.bytes += one.octets.value_or(0);
    }
}

}  // namespace tool
