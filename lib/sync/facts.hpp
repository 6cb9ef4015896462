// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <popline/sync/quirks.hpp>
#include <string>
#include <string_view>

namespace popline::syncing {

/// What `sync` keeps in the facts of a ledger.
struct facts {
    quirks of_server;
    /// What CAPA said before the last login over TLS: see `capabilities::text`. Empty if it must be asked.
    std::string offers = {};
    std::chrono::sys_seconds offers_at{};  ///< when CAPA said it
    /// In the last run, sessions ended at CAPA, and a session without it went on. A server that is overloaded
    /// does that, too, so only a second such run shows what the server is like.
    bool has_ended_at_capa = false;
    /// A QUIT with deletions was about to be sent, and no later listing was compared yet. The server may have
    /// deleted messages that the ledger does not note as deleted.
    bool has_open_commit = false;
    /// A QUIT was about to be sent that deletes messages whose unique-ids other messages have, and was not
    /// confirmed. If the server has deleted them, another message may look like one of them. So what is due
    /// is compared, until a listing has no such message.
    bool doubts_shared_ids = false;

    friend bool operator==(const facts&, const facts&) = default;
};

std::string to_text(const facts& known);
facts facts_from(std::string_view text);

}  // namespace popline::syncing
