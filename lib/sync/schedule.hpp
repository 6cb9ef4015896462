// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <string>

namespace popline::syncing {

/// An account that wants a session. Belongs to one `schedule`.
struct contender {
    std::string host;
    std::uint64_t bytes = 0;  // what it needs at most while it is at work
    enum class state { idle, waiting, at_work } current = state::idle;
    bool has_session = false;
};

/// Decides which account has its turn next. Hosts take turns, and so do the accounts of one host. An account
/// that needs more memory than there is has its turn alone; no account with smaller needs goes before it.
class schedule {
  public:
    struct limits {
        std::size_t sessions;
        std::size_t per_host;
        std::uint64_t bytes;
    };

    explicit schedule(const limits& most) : most_(most) {}

    /// Puts an idle account at the end of the queue of its host.
    void wait(contender& one);
    /// Takes a waiting account out of the queue.
    void withdraw(contender& one) noexcept;
    /// Gives the next account its turn. Returns null if none waits or the limits allow none.
    contender* next();
    /// An account at work needs this much more memory than it said.
    void add_bytes(contender& one, std::uint64_t more) noexcept;
    /// An account at work has closed its connection.
    void end_session(contender& one) noexcept;
    /// An account at work becomes idle, and needs no more memory.
    void leave(contender& one) noexcept;

    bool has_waiting() const noexcept { return !turns_.empty(); }
    std::size_t at_work() const noexcept { return at_work_; }
    /// Whether a waiting account could begin sooner if this one had no session. Requires that `next` returned
    /// null.
    bool is_in_the_way(const contender& one) const noexcept;

  private:
    struct host {
        std::deque<contender*> waiting;
        std::size_t sessions = 0;
    };

    limits most_;
    std::map<std::string, host> hosts_;
    std::list<host*> turns_;  // hosts for which accounts wait; the first one is next
    std::size_t sessions_ = 0;
    std::size_t at_work_ = 0;
    std::uint64_t bytes_ = 0;
};

}  // namespace popline::syncing
