// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <popline/sync/policy.hpp>

#include "sync/listing.hpp"
#include "sync/plan.hpp"
#include "sync/run_state.hpp"

namespace popline::syncing {

/// The message at this position, as a policy sees it if the ledger does not know it.
sync_candidate candidate_at(const listing& of, std::size_t position);

/// Removes the messages from a plan that `sync_policy::selects` does not select. The plan then neither
/// retrieves nor deletes them.
void select(plan& from, const listing& of, run_state& all);

}  // namespace popline::syncing
