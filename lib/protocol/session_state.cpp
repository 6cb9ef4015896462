// SPDX-License-Identifier: BSL-1.0
#include "protocol/session_state.hpp"

#include "protocol/phase_rules.hpp"
#include "protocol/stamp.hpp"

namespace popline::protocol {

std::string_view session_state::stamp() const noexcept {
    return greeting_was_forgeable_ ? std::string_view() : parse_stamp(greeting_);
}

void session_state::complete(const command& what, const reply& answer) {
    if (what.name == verb::greeting) greeting_ = answer.words;
    if (answer.result != sign::ok) return;
    phase_ = after_success(what.name, phase_);
    if (what.name == verb::dele) ++marked_;
    if (what.name == verb::rset) {
        marked_ = 0;
        refused_deletions_.clear();
        ++resets_;
    }
}

void session_state::refuse_deletion(message_number number, std::string_view words) {
    refused_deletions_.push_back({number, std::string(words)});
}

void session_state::secure() noexcept {
    phase_ = popline::phase::authorization;
    greeting_was_forgeable_ = true;
    forget_capabilities();
}

}  // namespace popline::protocol
