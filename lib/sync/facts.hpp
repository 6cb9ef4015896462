// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/sync/quirks.hpp>
#include <string>
#include <string_view>

namespace popline::syncing {

/// What `sync` keeps in the facts of a ledger.
struct facts {
    quirks of_server;
    /// A QUIT with deletions was about to be sent, and no later listing was compared yet. The server may have
    /// deleted messages that the ledger does not note as deleted.
    bool has_open_commit = false;

    friend bool operator==(const facts&, const facts&) = default;
};

std::string to_text(const facts& known);
facts facts_from(std::string_view text);

}  // namespace popline::syncing
