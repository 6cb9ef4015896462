// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <popline/secret.hpp>
#include <string_view>

#include "sasl/digest.hpp"

namespace popline::sasl {

/// The salted password of SCRAM (`Hi` in RFC 5802 section 2.2), which is one block of PBKDF2 (RFC 8018
/// section 5.2). It is derived in slices: 600,000 iterations at once would block a thread for 0.3 s.
class key_derivation {
  public:
    /// Throws `errc::no_mechanism` if OpenSSL does not have the hash.
    key_derivation(hash by, std::string_view password, std::string_view salt, std::uint32_t iterations);
    key_derivation(const key_derivation&) = delete;
    key_derivation& operator=(const key_derivation&) = delete;
    ~key_derivation();

    /// Does some of the iterations that are left, at most this many. Returns whether none is left.
    bool advance(std::uint32_t iterations);

    /// The result. Call it when no iteration is left.
    secret salted_password() const;

  private:
    using block = std::array<unsigned char, EVP_MAX_MD_SIZE>;
    struct free_mac {
        void operator()(EVP_MAC_CTX* mac) const noexcept { EVP_MAC_CTX_free(mac); }
    };

    hash hash_;
    std::unique_ptr<EVP_MAC_CTX, free_mac> mac_;  // has the password as its key
    std::uint32_t left_;
    block newest_{};
    block sum_{};
    std::size_t size_ = 0;
};

}  // namespace popline::sasl
