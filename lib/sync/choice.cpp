// SPDX-License-Identifier: BSL-1.0
#include "sync/choice.hpp"

#include <algorithm>

namespace popline::syncing {

choice choose(const plan& from, const listing& of, std::size_t most, run_state& all) {
    choice made;
    std::vector<std::size_t> suspected;
    const auto left_in_run = all.how.per_run - std::min(all.how.per_run, all.retrieved);
    most = std::min(most, left_in_run);
    for (const auto* const some : {&from.fresh, &from.doubtful})
        for (const auto at : *some) {
            if (all.outcomes.is_final(of.names[at])) continue;
            if (all.suspects.contains(of.names[at]))
                suspected.push_back(at);
            else if (made.positions.size() < most)
                made.positions.push_back(at);
            else
                made.has_more = true;
        }
    if (made.positions.empty() && !suspected.empty() && most > 0) {
        made.positions.push_back(suspected.front());
        suspected.erase(suspected.begin());
    }
    made.has_more = (made.has_more || !suspected.empty()) && made.positions.size() < left_in_run;
    all.retrieved += made.positions.size();
    return made;
}

}  // namespace popline::syncing
