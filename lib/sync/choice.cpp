// SPDX-License-Identifier: BSL-1.0
#include "sync/choice.hpp"

#include <algorithm>

namespace popline::syncing {

namespace {

/// The messages in the order in which they are retrieved. If a session of this run retrieved a message
/// without a unique-id, what has its number now comes last: it may be the same message, and otherwise keeps
/// no other from being retrieved.
std::vector<std::size_t> in_order(const plan& from, const listing& of, const run_state& all) {
    std::vector<std::size_t> made(from.fresh);
    made.insert(made.end(), from.doubtful.begin(), from.doubtful.end());
    if (all.retrieved.numbers.empty()) return made;
    std::stable_partition(made.begin(), made.end(), [&](std::size_t at) {
        return !of.entries[at].unique_id.empty() || !all.retrieved.numbers.contains(of.inbox[at].number());
    });
    return made;
}

}  // namespace

choice choose(const plan& from, const listing& of, std::size_t most, run_state& all) {
    choice made;
    std::vector<std::size_t> suspected;
    // What earlier runs stored of a maildrop without unique-ids is retrieved again in each run. If it
    // counted, no run would get past it.
    const auto counts = [&of](std::size_t at) { return !of.entries[at].unique_id.empty(); };
    std::size_t counted = all.retrieved.with_id;
    // If a message has neither a unique-id nor a size that stays, nothing tells that an earlier session of
    // this run retrieved it. The digests do, afterwards.
    const auto without_id = static_cast<std::size_t>(
        std::count_if(of.entries.begin(), of.entries.end(),
                      [](const listed_message& one) { return one.unique_id.empty(); }));
    const bool leaves_out_nameless = all.retrieved.repeated > without_id;
    for (const auto at : in_order(from, of, all)) {
        if (all.outcomes.is_final(of.names[at])) continue;
        if (!counts(at) && leaves_out_nameless) continue;
        if (all.suspects.contains(of.names[at])) {
            suspected.push_back(at);
        } else if (counts(at) && counted >= all.how.per_run) {
            made.is_limited = true;
        } else if (made.positions.size() == most) {
            made.later.push_back(at);
        } else {
            made.positions.push_back(at);
            counted += counts(at) ? 1 : 0;
        }
    }
    if (made.positions.empty() && !suspected.empty()) {
        made.positions.push_back(suspected.front());
        suspected.erase(suspected.begin());
    }
    made.later.insert(made.later.end(), suspected.begin(), suspected.end());
    made.has_more = !made.later.empty();
    return made;
}

}  // namespace popline::syncing
