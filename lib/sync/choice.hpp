// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <vector>

#include "sync/listing.hpp"
#include "sync/plan.hpp"
#include "sync/run_state.hpp"

namespace popline::syncing {

/// What one session of a run retrieves.
struct choice {
    std::vector<std::size_t> positions;  ///< in the listing, in the order of the retrieval
    std::vector<std::size_t> later;      ///< in the listing: left for another session of this run
    bool has_more = false;               ///< whether messages are left for another session of this run
    bool is_limited = false;             ///< whether messages are left for another run: see `per_run`
};

/// Chooses the fresh messages first, then the doubtful ones: at most `most`, and no more with a unique-id
/// than are left of `sync_policy::per_run` after the messages that the run has retrieved. A message at which
/// a session ended is retrieved after all others, in a session of its own: so it keeps no other message from
/// being retrieved, and it is blamed only if the server ends that session, too.
choice choose(const plan& from, const listing& of, std::size_t most, run_state& all);

}  // namespace popline::syncing
