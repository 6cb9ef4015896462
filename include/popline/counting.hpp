// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <popline/detail/around.hpp>
#include <string_view>
#include <utility>

namespace popline {

/// A sink that counts the bytes that it passes on to another sink. Give it a name and pass `std::ref` of
/// it, to read the count afterwards:
///
///     popline::counting counted(popline::append_to(text));
///     co_await message->read_to(std::ref(counted));
///
/// Throws what the other sink throws.
/// Cancellation passes to the other sink.
/// Lifetime: it cannot be copied. A sink in `std::ref` must outlive the operation.
class counting : public detail::around {
  public:
    explicit counting(sink into) noexcept : around(std::move(into)) {}

    maybe_awaitable operator()(std::string_view octets) {
        if (std::exchange(between_messages_, false)) octets_ = 0;
        octets_ += octets.size();
        return into_.write(octets);
    }
    maybe_awaitable commit() {
        if (std::exchange(between_messages_, true)) octets_ = 0;  // this message is empty
        return around::commit();
    }
    void abandon() noexcept {
        between_messages_ = true;
        around::abandon();
    }

    /// The bytes of the current message so far, or of the last message if none is being read.
    std::uint64_t bytes() const noexcept { return octets_; }

  private:
    std::uint64_t octets_ = 0;
    bool between_messages_ = true;
};

}  // namespace popline
