// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <popline/mail.hpp>
#include <string>
#include <utility>
#include <vector>

#include "sync/plan.hpp"

namespace popline::syncing {

/// How the names of messages change when other messages are deleted.
struct new_names {
    std::vector<std::string> gone;  ///< the names of the deleted messages
    std::vector<std::pair<std::string, std::string>> renamed;
};

/// The messages of a maildrop in one session, in ascending order of their numbers.
struct listing {
    explicit listing(std::vector<mail> all);

    std::vector<mail> inbox;
    /// Each name stays the same in all sessions of a run, until messages are deleted: the unique-id, and
    /// which of several messages with that id it is. A message without an id is named by its number and size.
    std::vector<std::string> names;
    std::vector<listed_message> entries;  ///< views of `inbox`

    /// The names in a later session, after these messages were deleted.
    new_names names_without(const std::function<bool(message_number)>& is_deleted) const;
};

}  // namespace popline::syncing
