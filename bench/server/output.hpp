// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sys/uio.h>

#include <chrono>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

namespace bench {

using clock = std::chrono::steady_clock;

/// The replies that a session owes, in order, and when each of them may leave. Those of the maildrop are
/// shared, never copied.
class output {
  public:
    void add(std::string_view shared, clock::time_point due) { pieces_.push_back({shared, {}, due}); }
    void add_own(std::string text, clock::time_point due) {
        auto& made = pieces_.emplace_back(piece{{}, std::move(text), due});
        made.octets = made.own;
    }

    bool empty() const noexcept { return pieces_.empty(); }
    bool is_due(clock::time_point now) const { return !pieces_.empty() && pieces_.front().due <= now; }

    /// What is due, up to so many pieces.
    std::size_t gather(iovec* places, std::size_t most, clock::time_point now) const {
        std::size_t used = 0;
        for (auto at = pieces_.begin(); used < most && at != pieces_.end() && at->due <= now; ++at)
            places[used++] = {const_cast<char*>(at->octets.data()), at->octets.size()};
        return used;
    }
    void consume(std::size_t octets) {
        while (octets > 0) {
            auto& first = pieces_.front().octets;
            if (octets < first.size()) return first.remove_prefix(octets);
            octets -= first.size();
            pieces_.pop_front();
        }
    }

  private:
    struct piece {
        std::string_view octets;
        std::string own;  ///< of a deque's element, which is never moved
        clock::time_point due;
    };
    std::deque<piece> pieces_;
};

}  // namespace bench
