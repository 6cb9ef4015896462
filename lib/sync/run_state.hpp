// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/sync/quirks.hpp>
#include <popline/sync/sync.hpp>
#include <set>
#include <string>

#include "sync/outcome_log.hpp"

namespace popline::syncing {

/// What all sessions of one run share. `sync` owns it for the run.
struct run_state {
    account of;
    ledger& book;
    delivery& to;
    sync_policy how;
    ledger_state known;
    quirks of_server;
    outcome_log outcomes = {};
    sync_result result = {};
    std::uint64_t serial = 0;             // of the last message that was opened
    std::size_t retrieved = 0;            // messages chosen so far, for `sync_policy::per_run`
    std::set<std::string> suspects = {};  // messages at which a session ended: see `choose`
};

}  // namespace popline::syncing
