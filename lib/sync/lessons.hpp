// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "sync/eager_lessons.hpp"
#include "sync/facts.hpp"

namespace popline::syncing {

/// Whether a session ended because the server broke the protocol. What seemed to be a status line may be a
/// line of a message, which can be long.
bool is_breach(const boost::system::error_code& code) noexcept;

/// Learns from the sessions of a run what a later session or run should know about the server. The run owns
/// it.
class lessons {
  public:
    /// Call this for each session that ended early. `progress` is the number of messages that got an outcome
    /// in it.
    void learn(const boost::system::error_code& code, std::size_t progress, quirks& of_server) noexcept;
    /// Call this for each session after the first failure.
    void confirm(bool is_useful) noexcept { is_in_doubt_ = is_in_doubt_ && !is_useful; }
    /// Call this when a message that is stored was retrieved again, because LIST named another size than
    /// before.
    void note_other_size() noexcept { ++other_sizes_; }
    /// Call this when a unique-id of a stored message was used for another message.
    void note_used_again() noexcept { is_used_again_ = true; }
    /// Whether the next session is to log in without CAPA, since two sessions have ended at it.
    bool skips_capabilities() const noexcept { return ends_at_capabilities_ >= 2; }
    /// Call this when a session has logged in after the server was asked for its capabilities, or was not,
    /// although nothing else was known of them.
    void note_login(bool was_asked) noexcept { was_asked_ = was_asked; }
    /// Call this at the end of the run. Decides what is kept for later runs.
    void conclude(facts& about) const noexcept;

    /// Whether the session waits for the reply to a CAPA before the login.
    bool asks_capabilities = false;
    /// Whether the session logs in by what an earlier login showed of the server. That may be out of date, so
    /// a refusal is followed by one session that asks.
    bool trusts_offers = false;
    /// Whether LIST and UIDL may be sent with AUTH.
    eager_lessons eager = {};
    /// Whether this run has held back a message that was smaller than LIST says: see `reception`.
    bool has_held_back = false;
    /// The largest LOGIN-DELAY that the server announced (RFC 2449 section 6.5).
    std::chrono::seconds login_delay{0};

  private:
    std::size_t ends_at_capabilities_ = 0;
    std::optional<bool> was_asked_;
    std::size_t cuts_ = 0;
    std::size_t fewest_ = SIZE_MAX;
    std::size_t other_sizes_ = 0;
    bool is_used_again_ = false;
    bool is_in_doubt_ = false;  // whether one command at a time is a help
};

}  // namespace popline::syncing
