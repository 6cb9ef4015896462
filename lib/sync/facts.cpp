// SPDX-License-Identifier: BSL-1.0
#include "sync/facts.hpp"

namespace popline::syncing {

namespace {

constexpr std::string_view open_commit = "open-commit";

}  // namespace

std::string to_text(const facts& known) {
    auto text = to_string(known.of_server);
    if (!known.has_open_commit) return text;
    if (!text.empty()) text += ' ';
    return text.append(open_commit);
}

facts facts_from(std::string_view text) {
    facts made{quirks_from(text)};
    // Only `to_text` writes this word, and it is the last one.
    made.has_open_commit = text == open_commit || text.ends_with(" open-commit");
    return made;
}

}  // namespace popline::syncing
