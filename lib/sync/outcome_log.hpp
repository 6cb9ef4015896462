// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <popline/mail.hpp>
#include <popline/sync/sync.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "sync/listing.hpp"

namespace popline::syncing {

/// The outcome of each message that the ledger did not know when the run began. `sync` owns it for one run;
/// its sessions write it.
class outcome_log {
  public:
    /// Adds a message, unless it has an outcome already. Sets its number, which differs between sessions.
    void add(const std::string& name, const mail& one);
    void set(const std::string& name, sync_outcome what, std::string place = {});
    void set(const std::string& name, sync_outcome what, boost::system::error_code cause, std::string words);

    /// Lets a later session use the names of deleted messages for other messages.
    void rename(const new_names& after);
    void set_bytes(const std::string& name, std::uint64_t bytes) { all_[places_.at(name)].bytes = bytes; }

    /// Whether nothing more is to be done for this message in this run.
    bool is_final(const std::string& name) const;
    std::size_t count(sync_outcome what) const noexcept { return counts_[static_cast<std::size_t>(what)]; }
    std::vector<message_outcome> take() { return std::move(all_); }

  private:
    std::vector<message_outcome> all_;
    std::unordered_map<std::string, std::size_t> places_;
    std::array<std::size_t, static_cast<std::size_t>(sync_outcome::not_tried) + 1> counts_{};  // by outcome
};

}  // namespace popline::syncing
