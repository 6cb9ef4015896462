// SPDX-License-Identifier: BSL-1.0
#include "sync/listing.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace popline::syncing {

listing::listing(std::vector<mail> all) : inbox(std::move(all)) {
    std::sort(inbox.begin(), inbox.end(),
              [](const mail& one, const mail& other) { return one.number() < other.number(); });
    std::unordered_map<std::string, std::size_t> seen;
    for (const auto& one : inbox) {
        entries.push_back({one.has_unique_id() ? one.unique_id() : std::string_view(), one.size()});
        // A blank begins each part that is no unique-id. A unique-id has none, or its message gets a name of
        // its own all the same, because the count below tells equal names apart.
        auto name = one.has_unique_id()
                        ? std::string(one.unique_id())
                        : " " + std::to_string(one.number()) + ":" + std::to_string(one.size().value_or(0));
        const auto before = seen[name]++;
        if (before > 0) name += "  " + std::to_string(before);
        names.push_back(std::move(name));
    }
}

}  // namespace popline::syncing
