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

/// The replies that a session has to send, in order, and when each may leave. Replies of the maildrop are
/// shared, not copied.
class output {
  public:
    void add(std::string_view shared, clock::time_point due) { pieces_.push_back({shared, {}, due}); }
    void add_own(std::string text, clock::time_point due) {
        auto& made = pieces_.emplace_back(piece{{}, std::move(text), due});
        made.bytes = made.own;
    }

    bool empty() const noexcept { return pieces_.empty(); }
    bool is_due(clock::time_point now) const { return !pieces_.empty() && pieces_.front().due <= now; }

    /// Fills `places` with the replies that are due, at most `most`. Returns how many it filled.
    std::size_t gather(iovec* places, std::size_t most, clock::time_point now) const {
        std::size_t used = 0;
        for (auto at = pieces_.begin(); used < most && at != pieces_.end() && at->due <= now; ++at)
            places[used++] = {const_cast<char*>(at->bytes.data()), at->bytes.size()};
        return used;
    }
    void consume(std::size_t bytes) {
        while (bytes > 0) {
            auto& first = pieces_.front().bytes;
            if (bytes < first.size()) return first.remove_prefix(bytes);
            bytes -= first.size();
            pieces_.pop_front();
        }
    }

  private:
    struct piece {
        std::string_view bytes;
        std::string own;  ///< `bytes` may point to it, since a deque does not move its elements
        clock::time_point due;
    };
    std::deque<piece> pieces_;
};

}  // namespace bench
