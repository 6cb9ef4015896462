// SPDX-License-Identifier: BSL-1.0
#include "protocol/stamp.hpp"

#include <algorithm>

namespace popline::protocol {

namespace {

// As long as a command line may be; stamps of honest servers are much shorter.
constexpr std::size_t longest_stamp = 255;

bool is_printable(char octet) {
    return octet > ' ' && octet <= '~';
}

}  // namespace

std::string_view parse_stamp(std::string_view greeting) noexcept {
    const auto begin = greeting.find('<');
    const auto end = greeting.find('>', begin);
    if (begin == greeting.npos || end == greeting.npos) return {};
    const auto stamp = greeting.substr(begin, end + 1 - begin);
    const auto inside = stamp.substr(1, stamp.size() - 2);
    const auto at = inside.find('@');
    const bool one_of_each = std::ranges::count(greeting, '<') == 1 && std::ranges::count(greeting, '>') == 1
                             && std::ranges::count(inside, '@') == 1;
    const bool both_sides = at != 0 && at + 1 != inside.size();
    if (stamp.size() > longest_stamp || !one_of_each || !both_sides) return {};
    return std::ranges::all_of(inside, is_printable) ? stamp : std::string_view();
}

}  // namespace popline::protocol
