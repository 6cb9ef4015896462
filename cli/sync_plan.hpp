// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <popline/sync/policy.hpp>
#include <string>
#include <vector>

#include "summary.hpp"

namespace tool {

/// What a sync would do with each message of the listing. It hears the messages as a dry run lists them.
class sync_plan {
  public:
    explicit sync_plan(const popline::sync_policy& how) : how_(how) {}

    void add(const popline::sync_candidate& one);
    /// A line for each message that would be retrieved or deleted, in the order of the listing.
    std::vector<std::string> lines() const;
    /// Sets what would be retrieved, skipped and deleted.
    void count(run_counts& into) const;

  private:
    struct entry {
        popline::message_number number = 0;
        std::string unique_id;
        std::optional<std::uint64_t> octets;
        std::optional<std::chrono::sys_seconds> stored_at;
    };
    std::vector<bool> retrieved() const;
    bool is_deleted(std::size_t at, bool is_retrieved) const;

    const popline::sync_policy& how_;
    std::vector<entry> all_;
};

}  // namespace tool
