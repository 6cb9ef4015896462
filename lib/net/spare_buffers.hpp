// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <memory>

namespace popline::net {

/// One buffer of each size, which the sessions of an execution context hand on: each needs one only from when
/// it reads until all of that is understood, so one that is still in the processor's cache is mostly there.
/// Any thread may come.
class spare_buffers {
  public:
    static constexpr std::size_t smallest = 8U << 10;
    static constexpr std::size_t largest = 64U << 10;

    spare_buffers() = default;
    spare_buffers(const spare_buffers&) = delete;
    spare_buffers& operator=(const spare_buffers&) = delete;
    ~spare_buffers() { free(); }

    /// Null if somebody else has it.
    std::unique_ptr<char[]> take(std::size_t octets) noexcept { return exchange(octets, nullptr); }
    void give_back(std::unique_ptr<char[]> buffer, std::size_t octets) noexcept {
        if (handed_on) exchange(octets, std::move(buffer));
    }
    /// Keeps none of them any longer.
    void free() noexcept {
        for (auto size = smallest; size <= largest; size *= 2)
            take(size);
    }

#ifdef __SANITIZE_ADDRESS__
    static constexpr bool handed_on = false;  // a view that outlives its buffer shall be found
#else
    static constexpr bool handed_on = true;
#endif

  private:
    static constexpr std::size_t sizes = std::countr_zero(largest / smallest) + 1;

    /// What was there before; nothing where no buffer of that size is kept.
    std::unique_ptr<char[]> exchange(std::size_t octets, std::unique_ptr<char[]> given) noexcept {
        if (!std::has_single_bit(octets) || octets < smallest || octets > largest) return nullptr;
        auto& place = kept_[static_cast<std::size_t>(std::countr_zero(octets / smallest))];
        return std::unique_ptr<char[]>(place.exchange(given.release(), std::memory_order_acq_rel));
    }

    std::array<std::atomic<char*>, sizes> kept_{};
};

}  // namespace popline::net
