// SPDX-License-Identifier: BSL-1.0
#include "message_choice.hpp"

#include <algorithm>
#include <set>

#include "console.hpp"

namespace tool {

message_choice choose(const arguments& given, const std::vector<popline::mail>& inbox,
                      const std::vector<bool>& is_stored) {
    message_choice made;
    const std::set<popline::message_number> named(given.numbers.begin(), given.numbers.end());
    for (const auto number : named)
        if (std::ranges::find(inbox, number, &popline::mail::number) == inbox.end())
            made.left_out.push_back({number, "there is no such message in the maildrop"});
    for (std::size_t at = 0; at < inbox.size(); ++at) {
        const auto& one = inbox[at];
        if (!named.empty() && named.count(one.number()) == 0) continue;
        if (is_stored[at] && !given.deletes)
            made.skipped.push_back(one);
        else if (given.max_size && one.size().value_or(0) > *given.max_size)
            made.left_out.push_back({one.number(), "larger than --max-size; it stays on the server"});
        else
            made.wanted.push_back(one);
    }
    return made;
}

std::string size_of(const popline::mail& one) {
    return one.size() ? counted(*one.size(), "byte") : "size unknown";
}

std::string number_ranges(std::span<const popline::mail> of) {
    std::string made;
    for (std::size_t at = 0; at < of.size();) {
        auto last = at;
        while (last + 1 < of.size() && of[last + 1].number() == of[last].number() + 1)
            ++last;
        if (!made.empty()) made += ", ";
        made += std::to_string(of[at].number());
        if (last != at) made += "-" + std::to_string(of[last].number());
        at = last + 1;
    }
    return made;
}

}  // namespace tool
