// SPDX-License-Identifier: BSL-1.0
#include "nearest.hpp"

#include <algorithm>

namespace tool {

namespace {

constexpr std::size_t shortest_prefix = 2;

bool is_prefix_of_other(std::string_view one, std::string_view other) {
    if (std::min(one.size(), other.size()) < shortest_prefix) return false;
    return one.starts_with(other) || other.starts_with(one);
}

}  // namespace

std::size_t edit_distance(std::string_view one, std::string_view other) {
    // Row `at` has the distances between the first `at` letters of `one` and each beginning of `other`.
    std::vector<std::vector<std::size_t>> rows(one.size() + 1, std::vector<std::size_t>(other.size() + 1));
    for (std::size_t at = 0; at <= one.size(); ++at)
        for (std::size_t to = 0; to <= other.size(); ++to) {
            auto& best = rows[at][to];
            best = std::max(at, to);
            if (at == 0 || to == 0) continue;
            best = std::min({rows[at - 1][to] + 1, rows[at][to - 1] + 1,
                             rows[at - 1][to - 1] + (one[at - 1] == other[to - 1] ? 0 : 1)});
            if (at > 1 && to > 1 && one[at - 1] == other[to - 2] && one[at - 2] == other[to - 1])
                best = std::min(best, rows[at - 2][to - 2] + 1);
        }
    return rows[one.size()][other.size()];
}

std::string nearest(std::string_view text, const std::vector<std::string>& names) {
    constexpr std::size_t longest = 100;  // no name is nearly as long, and the table grows with the text
    if (text.size() > longest) return {};
    const auto distance = [&](const std::string& name) {
        return is_prefix_of_other(text, name) ? 0 : edit_distance(text, name);
    };
    const auto found = std::ranges::min_element(names, {}, distance);
    if (found == names.end()) return {};
    return 2 * distance(*found) <= std::max(text.size(), found->size()) ? *found : std::string();
}

}  // namespace tool
