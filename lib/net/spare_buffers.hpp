// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <memory>

namespace popline::net {

/// Keeps one buffer of each size, which the sessions of an execution context pass on to each other. A
/// session needs a buffer only from a read until all of its bytes are parsed. So a session usually finds a
/// buffer here that is still in the processor's cache. Any thread may call these functions.
class spare_buffers {
  public:
    static constexpr std::size_t smallest = 8U << 10;
    static constexpr std::size_t largest = 64U << 10;

    spare_buffers() = default;
    spare_buffers(const spare_buffers&) = delete;
    spare_buffers& operator=(const spare_buffers&) = delete;
    ~spare_buffers() { free(); }

    /// Takes the buffer of this size. Returns null if none is kept, for example because another session has
    /// it.
    std::unique_ptr<char[]> take(std::size_t octets) noexcept { return exchange(octets, nullptr); }
    void give_back(std::unique_ptr<char[]> buffer, std::size_t octets) noexcept {
        if (handed_on) exchange(octets, std::move(buffer));
    }
    /// Frees all buffers that are kept here.
    void free() noexcept {
        for (auto size = smallest; size <= largest; size *= 2)
            take(size);
    }

#ifdef __SANITIZE_ADDRESS__
    static constexpr bool handed_on = false;  // AddressSanitizer then finds a view that outlives its buffer
#else
    static constexpr bool handed_on = true;
#endif

  private:
    static constexpr std::size_t sizes = std::countr_zero(largest / smallest) + 1;

    /// Exchanges the kept buffer of this size for another one. Does nothing if buffers of this size are not
    /// kept.
    std::unique_ptr<char[]> exchange(std::size_t octets, std::unique_ptr<char[]> given) noexcept {
        if (!std::has_single_bit(octets) || octets < smallest || octets > largest) return nullptr;
        auto& place = kept_[static_cast<std::size_t>(std::countr_zero(octets / smallest))];
        return std::unique_ptr<char[]>(place.exchange(given.release(), std::memory_order_acq_rel));
    }

    std::array<std::atomic<char*>, sizes> kept_{};
};

}  // namespace popline::net
