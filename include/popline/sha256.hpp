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

/// The SHA-256 of what it is given in pieces (FIPS 180-4), by OpenSSL. Throws `std::bad_alloc`.
class POPLINE_EXPORT sha256 {
  public:
    using digest = std::array<unsigned char, 32>;

    sha256();
    sha256(sha256&&) noexcept = default;
    sha256& operator=(sha256&&) noexcept = default;
    ~sha256() = default;

    void update(std::string_view octets);
    /// The digest of all that was given since the last call; then it begins anew.
    digest finish();

  private:
    struct release {
        void operator()(evp_md_ctx_st* context) const noexcept;
    };
    void begin();

    std::unique_ptr<evp_md_ctx_st, release> context_;
};

/// The octets of a digest in lower-case hexadecimal.
POPLINE_EXPORT std::string hexadecimal(const sha256::digest& of);

}  // namespace popline
