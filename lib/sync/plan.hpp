// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <popline/sha256.hpp>
#include <popline/sync/known_messages.hpp>
#include <popline/sync/policy.hpp>
#include <popline/sync/quirks.hpp>
#include <string_view>
#include <vector>

namespace popline::syncing {

/// A message of the listing, as far as a plan needs it.
struct listed_message {
    std::string_view unique_id;  ///< empty if it has none
    std::optional<std::uint64_t> octets;
};

/// How a message of the listing was stored. A listing can have 100,000 messages, so this is only what a run
/// needs of a `stored_message`.
struct stored_entry {
    sha256::digest digest{};
    std::chrono::sys_seconds stored_at{};
    bool is_deleted = false;
};

/// What a run does with each message of one listing. The numbers are positions in that listing.
struct plan {
    std::vector<std::size_t> fresh;     ///< to retrieve: no message with this unique-id is known
    std::vector<std::size_t> doubtful;  ///< to retrieve after the fresh ones: the unique-id is known, but the
                                        ///< size differs, or more messages have the id than are known
    std::vector<std::size_t> too_large;  ///< not to retrieve
    std::vector<std::size_t> known;      ///< stored by an earlier run, in the order of the listing
    std::vector<stored_entry> stored;    ///< for each element of `known`: how it was stored
    std::vector<stored_key> gone;        ///< known, but not in the listing any more
    bool has_replaced_ids = false;       ///< 90 % of the unique-ids that were left are replaced by others
};

/// Compares a listing to what is known. A message without a unique-id is always fresh. If the sizes of this
/// server are known to be wrong, a known unique-id is enough. The listing must be in ascending order.
plan make_plan(const std::vector<listed_message>& listing, const known_messages& known,
               const quirks& of_server, const sync_policy& how);

class deletion_rule;

/// Makes the known messages that are due doubtful: they are compared before they are deleted. Returns whether
/// there are some.
bool doubt_due(plan& of, const deletion_rule& rule);

/// Which stored messages are to be deleted.
class deletion_rule {
  public:
    deletion_rule(const std::vector<listed_message>& listing, const sync_policy& how,
                  std::chrono::sys_seconds now);

    /// Whether the message at this position of the listing is to be deleted, if it was stored then.
    bool is_due(std::size_t position, std::chrono::sys_seconds stored_at) const noexcept;
    /// Whether any message can be due.
    bool deletes() const noexcept { return delete_after_.has_value() || kept_from_ > 0; }

  private:
    std::optional<std::chrono::seconds> delete_after_;
    std::size_t kept_from_ = 0;  // messages before this position are beyond what is kept on the server
    std::chrono::sys_seconds now_;
};

}  // namespace popline::syncing
