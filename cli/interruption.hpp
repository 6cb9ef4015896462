// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>

namespace tool {

/// Hears SIGINT, SIGTERM and SIGHUP. The first one calls a function, which ends the run at a safe point. The
/// second one kills the process, as it does without this class.
class interruption {
  public:
    interruption(boost::asio::io_context& context, std::function<void()> stop);
    interruption(const interruption&) = delete;
    interruption& operator=(const interruption&) = delete;

    bool has_come() const noexcept { return has_come_; }
    /// Call this at the end of the run, so that the context has nothing more to do.
    void ignore() { signals_.cancel(); }

  private:
    boost::asio::signal_set signals_;
    std::function<void()> stop_;
    bool has_come_ = false;
};

}  // namespace tool
