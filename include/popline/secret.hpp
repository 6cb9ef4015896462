// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <memory>
#include <popline/export.hpp>
#include <string>
#include <string_view>

namespace popline {

/// A password or token that overwrites its memory when it goes, is moved from or is assigned to. Never
/// printed, never compared. It keeps its octets on the heap, so that a move leaves no copy behind as a short
/// string would.
class POPLINE_EXPORT secret {
  public:
    secret() = default;
    secret(std::string_view octets);
    /// Throws errc::invalid_argument if the pointer is null, as that of `std::getenv` may be.
    secret(const char* octets);
    secret(const std::string& octets) : secret(std::string_view(octets)) {}
    secret(const secret& other) : secret(other.reveal()) {}
    secret(secret&& other) noexcept;
    secret& operator=(secret other) noexcept;
    ~secret();

    /// The octets themselves; the view holds as long as the secret does.
    std::string_view reveal() const noexcept POPLINE_LIFETIMEBOUND { return {octets_.get(), size_}; }
    bool empty() const noexcept { return size_ == 0; }

  private:
    std::unique_ptr<char[]> octets_;
    std::size_t size_ = 0;
};

}  // namespace popline
