// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

namespace bench {

/// SHA-256 of octets that come in pieces.
class digest {
  public:
    digest() { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }

    void add(std::string_view octets) { EVP_DigestUpdate(context_.get(), octets.data(), octets.size()); }

    /// In hexadecimal. Once.
    std::string text() {
        unsigned char octets[EVP_MAX_MD_SIZE];
        unsigned size = 0;
        EVP_DigestFinal_ex(context_.get(), octets, &size);
        std::string made;
        for (unsigned at = 0; at < size; ++at) {
            made += "0123456789abcdef"[octets[at] >> 4];
            made += "0123456789abcdef"[octets[at] & 15];
        }
        return made;
    }

  private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

}  // namespace bench
