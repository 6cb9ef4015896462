// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <memory>

namespace popline::net {

/// One buffer of the smallest size, which the sessions of an execution context hand on: each takes one for
/// the moment in which it looks whether something came, and most often nothing did. Any thread may come.
class spare_buffer {
  public:
    spare_buffer() = default;
    spare_buffer(const spare_buffer&) = delete;
    spare_buffer& operator=(const spare_buffer&) = delete;
    ~spare_buffer() { take(); }

    /// Null if somebody else has it.
    std::unique_ptr<char[]> take() noexcept {
        return std::unique_ptr<char[]>(kept_.exchange(nullptr, std::memory_order_acquire));
    }
    void give_back(std::unique_ptr<char[]> buffer) noexcept {
        if (!handed_on) return;
        const std::unique_ptr<char[]> before(kept_.exchange(buffer.release(), std::memory_order_acq_rel));
    }

#ifdef __SANITIZE_ADDRESS__
    static constexpr bool handed_on = false;  // a view that outlives its buffer shall be found
#else
    static constexpr bool handed_on = true;
#endif

  private:
    std::atomic<char*> kept_ = nullptr;
};

}  // namespace popline::net
