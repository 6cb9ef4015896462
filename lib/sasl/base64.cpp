// SPDX-License-Identifier: BSL-1.0
#include "sasl/base64.hpp"

#include <openssl/evp.h>

#include <algorithm>

#include "sasl/octets.hpp"
#include "values/wipe.hpp"

namespace popline::sasl {

namespace {

bool is_digit(char c) noexcept {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

}  // namespace

secret base64(std::string_view octets) {
    // 1 more byte, because OpenSSL writes a NUL at the end.
    std::string encoded(4 * ((octets.size() + 2) / 3) + 1, '\0');
    const auto size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()), octets_of(octets),
                                      static_cast<int>(octets.size()));
    secret made(std::string_view(encoded).substr(0, static_cast<std::size_t>(size)));
    values::wipe(encoded);
    return made;
}

std::optional<std::string> from_base64(std::string_view text) {
    auto digits = text;
    for (int padding = 0; padding < 2 && digits.ends_with('='); ++padding)
        digits.remove_suffix(1);
    // OpenSSL would take blanks, and a '=' anywhere.
    if (text.size() % 4 != 0 || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
    std::string decoded(text.size() / 4 * 3, '\0');
    const auto size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(decoded.data()), octets_of(text),
                                      static_cast<int>(text.size()));
    if (size < 0) return std::nullopt;
    decoded.resize(static_cast<std::size_t>(size) - (text.size() - digits.size()));
    return decoded;
}

}  // namespace popline::sasl
