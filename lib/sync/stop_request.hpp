// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <memory>
#include <utility>

namespace popline::syncing {

/// Tells a job in another thread to end early. The job shares the flag.
using stop_flag = std::shared_ptr<std::atomic<bool>>;

inline stop_flag make_stop_flag() {
    return std::make_shared<std::atomic<bool>>(false);
}

/// Belongs to a coroutine that waits for a job. Sets the flag at its end, also if the coroutine is destroyed
/// with its context.
class stop_request {
  public:
    explicit stop_request(stop_flag flag) : flag_(std::move(flag)) {}
    stop_request(const stop_request&) = delete;
    stop_request& operator=(const stop_request&) = delete;
    ~stop_request() { ask(); }

    void ask() noexcept { *flag_ = true; }

  private:
    stop_flag flag_;
};

}  // namespace popline::syncing
