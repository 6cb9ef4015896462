// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

namespace bench {

/// Computes SHA-256 of bytes that come in pieces.
class digest {
  public:
    digest() { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }

    void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

    /// The digest in hexadecimal. It can be asked for only once.
    std::string text() {
        unsigned char bytes[EVP_MAX_MD_SIZE];
        unsigned size = 0;
        EVP_DigestFinal_ex(context_.get(), bytes, &size);
        std::string made;
        for (unsigned at = 0; at < size; ++at) {
            made += "0123456789abcdef"[bytes[at] >> 4];
            made += "0123456789abcdef"[bytes[at] & 15];
        }
        return made;
    }

  private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

}  // namespace bench
