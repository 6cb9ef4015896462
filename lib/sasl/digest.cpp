// SPDX-License-Identifier: BSL-1.0
#include "sasl/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <array>
#include <popline/error.hpp>
#include <string>

#include "sasl/octets.hpp"
#include "values/wipe.hpp"

namespace popline::sasl {

namespace {

using buffer = std::array<unsigned char, EVP_MAX_MD_SIZE>;

secret taken(buffer& octets, std::size_t size) {
    secret made(std::string_view(reinterpret_cast<const char*>(octets.data()), size));
    values::overwrite(octets.data(), octets.size());
    return made;
}

}  // namespace

const char* name_of(hash by) noexcept {
    switch (by) {
        case hash::md5: return "MD5";
        case hash::sha1: return "SHA1";
        case hash::sha256: return "SHA256";
        case hash::sha512: break;
    }
    return "SHA512";
}

void throw_lacking(hash by) {
    ERR_clear_error();
    throw error(errc::no_mechanism, {.detail = std::string("OpenSSL has no ") + name_of(by) + " here"});
}

secret digest(hash by, std::string_view octets) {
    ERR_clear_error();
    buffer made;
    std::size_t size = 0;
    if (EVP_Q_digest(nullptr, name_of(by), nullptr, octets.data(), octets.size(), made.data(), &size) != 1)
        throw_lacking(by);
    return taken(made, size);
}

secret hmac(hash by, std::string_view key, std::string_view octets) {
    ERR_clear_error();
    buffer made;
    std::size_t size = 0;
    if (!EVP_Q_mac(nullptr, "HMAC", nullptr, name_of(by), nullptr, octets_of(key), key.size(),
                   octets_of(octets), octets.size(), made.data(), made.size(), &size))
        throw_lacking(by);
    return taken(made, size);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace popline::sasl
