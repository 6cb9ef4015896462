// SPDX-License-Identifier: BSL-1.0
#include "sasl/base64.hpp"

#include <openssl/evp.h>

#include <string>

#include "values/wipe.hpp"

namespace popline::sasl {

secret base64(std::string_view octets) {
    // 1 more byte, because OpenSSL writes a NUL at the end.
    std::string encoded(4 * ((octets.size() + 2) / 3) + 1, '\0');
    const auto size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                      reinterpret_cast<const unsigned char*>(octets.data()),
                                      static_cast<int>(octets.size()));
    secret made(std::string_view(encoded).substr(0, static_cast<std::size_t>(size)));
    values::wipe(encoded);
    return made;
}

}  // namespace popline::sasl
