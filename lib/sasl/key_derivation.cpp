// SPDX-License-Identifier: BSL-1.0
#include "sasl/key_derivation.hpp"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include <algorithm>
#include <string>

#include "sasl/octets.hpp"
#include "values/wipe.hpp"

namespace popline::sasl {

key_derivation::key_derivation(hash by, std::string_view password, std::string_view salt,
                               std::uint32_t iterations)
    : hash_(by), left_(iterations - 1) {
    ERR_clear_error();
    const std::unique_ptr<EVP_MAC, void (*)(EVP_MAC*)> kind(EVP_MAC_fetch(nullptr, "HMAC", nullptr),
                                                            EVP_MAC_free);
    mac_.reset(kind ? EVP_MAC_CTX_new(kind.get()) : nullptr);
    std::string name = name_of(by);
    const OSSL_PARAM settings[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
                                   OSSL_PARAM_construct_end()};
    const auto* const key = octets_of(password);
    constexpr unsigned char first_block[] = {0, 0, 0, 1};
    const bool made = mac_ && EVP_MAC_init(mac_.get(), key, password.size(), settings) == 1
                      && EVP_MAC_update(mac_.get(), octets_of(salt), salt.size()) == 1
                      && EVP_MAC_update(mac_.get(), first_block, sizeof first_block) == 1
                      && EVP_MAC_final(mac_.get(), newest_.data(), &size_, newest_.size()) == 1;
    if (!made) throw_lacking(by);
    sum_ = newest_;
}

key_derivation::~key_derivation() {
    values::overwrite(newest_.data(), newest_.size());
    values::overwrite(sum_.data(), sum_.size());
}

bool key_derivation::advance(std::uint32_t iterations) {
    const auto now = std::min(iterations, left_);
    for (std::uint32_t done = 0; done < now; ++done) {
        const bool made = EVP_MAC_init(mac_.get(), nullptr, 0, nullptr) == 1
                          && EVP_MAC_update(mac_.get(), newest_.data(), size_) == 1
                          && EVP_MAC_final(mac_.get(), newest_.data(), &size_, newest_.size()) == 1;
        if (!made) throw_lacking(hash_);
        for (std::size_t at = 0; at < size_; ++at)
            sum_[at] ^= newest_[at];
    }
    left_ -= now;
    return left_ == 0;
}

secret key_derivation::salted_password() const {
    return std::string_view(reinterpret_cast<const char*>(sum_.data()), size_);
}

}  // namespace popline::sasl
