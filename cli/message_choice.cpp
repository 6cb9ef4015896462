// SPDX-License-Identifier: BSL-1.0
#include "message_choice.hpp"

#include <algorithm>
#include <popline/printable.hpp>

namespace tool {

message_choice::message_choice(const arguments& given)
    : is_everything_(given.numbers.empty() && given.ids.empty()),
      numbers_(given.numbers.begin(), given.numbers.end()),
      ids_(given.ids.begin(), given.ids.end()) {}

bool message_choice::takes(popline::message_number number, std::string_view unique_id) {
    if (is_everything_) return true;
    if (const auto named = numbers_.find(number); named != numbers_.end())
        found_numbers_.insert(numbers_.extract(named));
    if (const auto named = ids_.find(unique_id); named != ids_.end()) found_ids_.insert(ids_.extract(named));
    return found_numbers_.contains(number) || found_ids_.contains(unique_id);
}

std::vector<std::string> message_choice::missing() const {
    std::vector<std::string> made;
    for (const auto number : numbers_)
        made.push_back("message " + std::to_string(number) + ": there is no such message in the maildrop");
    for (const auto& id : ids_)
        made.push_back("no message of the maildrop has the unique-id " + popline::printable(id));
    return made;
}

std::string number_ranges(std::vector<popline::message_number> of) {
    std::ranges::sort(of);
    std::string made;
    for (std::size_t at = 0; at < of.size();) {
        auto last = at;
        while (last + 1 < of.size() && of[last + 1] == of[last] + 1)
            ++last;
        if (!made.empty()) made += ", ";
        made += std::to_string(of[at]);
        if (last != at) made += "-" + std::to_string(of[last]);
        at = last + 1;
    }
    return made;
}

}  // namespace tool
