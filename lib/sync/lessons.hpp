// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <popline/sync/quirks.hpp>

namespace popline::syncing {

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
    /// Call this at the end of the run. Decides what is kept for later runs.
    void conclude(quirks& of_server) const noexcept;

    /// The largest LOGIN-DELAY that the server announced (RFC 2449 section 6.5).
    std::chrono::seconds login_delay{0};

  private:
    std::size_t cuts_ = 0;
    std::size_t fewest_ = SIZE_MAX;
    std::size_t other_sizes_ = 0;
    bool is_used_again_ = false;
    bool is_in_doubt_ = false;  // whether one command at a time is a help
};

}  // namespace popline::syncing
