// SPDX-License-Identifier: BSL-1.0
// The APOP command of a conversation (RFC 1939 section 7).
#include <openssl/evp.h>

#include <array>

#include "testing/conversation.hpp"

namespace popline::testing::detail {

namespace {

/// Returns the MD5 digest in lower case hexadecimal digits, or nothing if OpenSSL refuses MD5 (FIPS mode).
std::string digest_of(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
    std::size_t size = bytes.size();
    if (EVP_Q_digest(nullptr, "MD5", nullptr, text.data(), text.size(), bytes.data(), &size) != 1) return {};
    std::string digits;
    for (std::size_t i = 0; i < size; ++i) {
        digits += "0123456789abcdef"[bytes[i] >> 4];
        digits += "0123456789abcdef"[bytes[i] & 15];
    }
    return digits;
}

}  // namespace

void conversation::apop(command const& given, reply_batch& out) {
    auto const blank = given.argument->rfind(' ');
    if (blank == given.argument->npos) {
        out.add("-ERR APOP needs a user and a digest\r\n");
        return;
    }
    auto* const account = office_.find(given.argument->substr(0, blank));
    auto const expected = account ? digest_of(stamp_ + account->password) : std::string();
    if (expected.empty() || given.argument->substr(blank + 1) != expected)
        return fail("[AUTH]", "wrong user or digest", out);
    open_maildrop(*account, out);
}

}  // namespace popline::testing::detail
