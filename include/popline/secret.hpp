// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <memory>
#include <popline/export.hpp>
#include <string>
#include <string_view>

namespace popline {

/// A password or token. Its memory is overwritten when the object is destroyed, moved from or assigned to. A
/// secret is never printed and never compared. Its octets are always on the heap: a short string inside the
/// object would leave a copy at each move.
class POPLINE_EXPORT secret {
  public:
    secret() = default;
    secret(std::string_view octets);
    /// Throws errc::invalid_argument if the pointer is null, for example if `std::getenv` found no variable.
    secret(const char* octets);
    secret(const std::string& octets) : secret(std::string_view(octets)) {}
    secret(const secret& other) : secret(other.reveal()) {}
    secret(secret&& other) noexcept;
    secret& operator=(secret other) noexcept;
    ~secret();

    /// The octets themselves. The view is valid as long as the secret is not changed or destroyed.
    std::string_view reveal() const noexcept POPLINE_LIFETIMEBOUND { return {octets_.get(), size_}; }
    bool empty() const noexcept { return size_ == 0; }

  private:
    std::unique_ptr<char[]> octets_;
    std::size_t size_ = 0;
};

}  // namespace popline
