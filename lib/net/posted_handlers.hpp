// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <cstdint>
#include <memory>
#include <utility>

namespace popline::net {

/// Why a handler was posted.
enum class posted : std::uint8_t {
    write,  ///< commands were queued: write them
    read,   ///< the other handlers of the executor have run: read on
};

/// Is told when a posted handler runs.
class posted_listener {
  public:
    virtual void on_posted(posted why) = 0;

  protected:
    ~posted_listener() = default;
};

/// The handlers that a connection has posted and that have not run yet. There is at most one per reason. The
/// channel owns it and is its only writer.
class posted_handlers {
  public:
    bool pending(posted why) const noexcept { return pending_[static_cast<std::size_t>(why)]; }

    /// Posts a handler that tells the listener, unless a handler with this reason is pending. The listener
    /// must keep this object alive. Throws `std::bad_alloc`.
    void post(const boost::asio::any_io_executor& executor, posted why,
              std::shared_ptr<posted_listener> who) {
        if (pending(why)) return;
        boost::asio::post(executor, [this, why, listener = std::move(who)] {
            flag(why) = false;
            listener->on_posted(why);
        });
        flag(why) = true;
    }

  private:
    bool& flag(posted why) noexcept { return pending_[static_cast<std::size_t>(why)]; }

    std::array<bool, 2> pending_{};
};

}  // namespace popline::net
