// SPDX-License-Identifier: BSL-1.0
#include "protocol/session_state.hpp"

#include <algorithm>

#include "protocol/phase_rules.hpp"
#include "protocol/stamp.hpp"

namespace popline::protocol {

std::string_view session_state::stamp() const noexcept {
    return greeting_was_forgeable_ ? std::string_view() : parse_stamp(greeting_);
}

void session_state::complete(const command& what, const reply& got) {
    if (what.name == verb::greeting) greeting_ = got.words;
    if (got.result != sign::ok) return;
    phase_ = after_success(what.name, phase_);
    const auto marking = marking_verb(what);
    if (marking == verb::dele) {
        ++marked_;
        const auto refused = refusal_of(what.number);
        if (refused != refused_deletions_.end() && refused->number == what.number)
            refused_deletions_.erase(refused);
    }
    if (marking == verb::rset) {
        marked_ = 0;
        refused_deletions_.clear();
        ++resets_;
    }
}

void session_state::refuse_deletion(message_number number, std::string_view words) {
    const auto at = refusal_of(number);
    if (at != refused_deletions_.end() && at->number == number)
        at->words = words;
    else
        refused_deletions_.insert(at, {number, std::string(words)});
}

/// Where the refusal of this message is, or where it belongs.
std::vector<refused_deletion>::iterator session_state::refusal_of(message_number number) {
    return std::ranges::lower_bound(refused_deletions_, number, {}, &refused_deletion::number);
}

void session_state::secure() noexcept {
    phase_ = popline::phase::authorization;
    greeting_was_forgeable_ = true;
    forget_capabilities();
}

}  // namespace popline::protocol
