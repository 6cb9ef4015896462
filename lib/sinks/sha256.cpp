// SPDX-License-Identifier: BSL-1.0
#include <openssl/evp.h>

#include <new>
#include <popline/sha256.hpp>

#include "values/hex.hpp"

namespace popline {

namespace {

/// Throws if a call of OpenSSL failed. SHA-256 always exists and the calls come in the right order, so the
/// only possible cause is that there is no memory.
void expect(int result) {
    if (result != 1) throw std::bad_alloc();
}

}  // namespace

void sha256::release::operator()(evp_md_ctx_st* context) const noexcept {
    EVP_MD_CTX_free(context);
}

sha256::sha256() : context_(EVP_MD_CTX_new()) {
    expect(context_ ? 1 : 0);
    begin();
}

void sha256::begin() {
    expect(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
}

void sha256::update(std::string_view octets) {
    expect(EVP_DigestUpdate(context_.get(), octets.data(), octets.size()));
}

sha256::digest sha256::finish() {
    digest made{};
    expect(EVP_DigestFinal_ex(context_.get(), made.data(), nullptr));
    begin();
    return made;
}

std::string hexadecimal(const sha256::digest& of) {
    std::string made;
    made.reserve(2 * of.size());
    for (const auto octet : of)
        values::append_hex(made, octet);
    return made;
}

}  // namespace popline
