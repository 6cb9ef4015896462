// SPDX-License-Identifier: BSL-1.0
#include "net/srv_order.hpp"

#include <algorithm>
#include <tuple>

namespace popline::net {

namespace {

using srv_iterator = std::vector<srv_record>::iterator;

/// Picks one by chance from these, which have one priority.
srv_iterator pick(srv_iterator first, srv_iterator last, const random_up_to& random) {
    std::uint32_t sum = 0;
    for (auto each = first; each != last; ++each)
        sum += each->weight;
    const auto limit = random(sum);
    std::uint32_t reached = 0;
    for (auto each = first; each != last; ++each) {
        reached += each->weight;
        if (reached >= limit) return each;
    }
    return first;
}

}  // namespace

std::vector<srv_record> srv_order(std::vector<srv_record> records, const random_up_to& random) {
    // Those without weight stand first, so that they have a small chance: they are chosen if the number is 0.
    std::ranges::stable_sort(records, {},
                             [](const srv_record& one) { return std::tuple(one.priority, one.weight > 0); });
    for (auto first = records.begin(); first != records.end(); ++first) {
        const auto last =
            std::find_if(first, records.end(), [&](auto& each) { return each.priority != first->priority; });
        const auto next = pick(first, last, random);
        std::rotate(first, next, next + 1);  // keeps the order of the others
    }
    return records;
}

}  // namespace popline::net
