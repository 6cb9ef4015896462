// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <popline/export.hpp>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace popline {

/// Computes the SHA-256 (FIPS 180-4) of bytes that come in pieces, with OpenSSL.
/// Throws `std::bad_alloc`.
class POPLINE_EXPORT sha256 {
  public:
    using digest = std::array<unsigned char, 32>;

    sha256();
    sha256(sha256&&) noexcept = default;
    sha256& operator=(sha256&&) noexcept = default;
    ~sha256() = default;

    void update(std::string_view octets);
    /// Returns the digest of all bytes since the last call, and starts over.
    digest finish();

  private:
    struct release {
        void operator()(evp_md_ctx_st* context) const noexcept;
    };
    void begin();

    std::unique_ptr<evp_md_ctx_st, release> context_;
};

/// Writes a digest as lower-case hexadecimal digits.
POPLINE_EXPORT std::string hexadecimal(const sha256::digest& of);

}  // namespace popline
