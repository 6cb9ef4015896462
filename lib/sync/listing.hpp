// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/mail.hpp>
#include <string>
#include <vector>

#include "sync/plan.hpp"

namespace popline::syncing {

/// The messages of a maildrop in one session, in ascending order of their numbers.
struct listing {
    explicit listing(std::vector<mail> all);

    std::vector<mail> inbox;
    /// Each name stays the same in all sessions of a run: the unique-id, and which of several messages with
    /// that id it is. A message without an id is named by its number and size.
    std::vector<std::string> names;
    std::vector<listed_message> entries;  ///< views of `inbox`
};

}  // namespace popline::syncing
