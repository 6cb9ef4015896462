// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <string>

#include "sync/keyed_hash.hpp"

namespace popline::test {

namespace {

/// SipHash-1-3 as OpenSSL computes it.
std::uint64_t expected(const std::array<unsigned char, 16>& key, const std::string& bytes) {
    auto* const mac = EVP_MAC_fetch(nullptr, "SIPHASH", nullptr);
    auto* const context = EVP_MAC_CTX_new(mac);
    std::size_t size = 8;
    unsigned int rounds = 1;
    unsigned int last_rounds = 3;
    const OSSL_PARAM how[] = {OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size),
                              OSSL_PARAM_construct_uint(OSSL_MAC_PARAM_C_ROUNDS, &rounds),
                              OSSL_PARAM_construct_uint(OSSL_MAC_PARAM_D_ROUNDS, &last_rounds),
                              OSSL_PARAM_construct_end()};
    std::array<unsigned char, 8> made{};
    std::size_t octets = 0;
    REQUIRE(EVP_MAC_init(context, key.data(), key.size(), how) == 1);
    REQUIRE(EVP_MAC_update(context, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()) == 1);
    REQUIRE(EVP_MAC_final(context, made.data(), &octets, made.size()) == 1);
    EVP_MAC_CTX_free(context);
    EVP_MAC_free(mac);
    std::uint64_t number = 0;
    for (std::size_t at = made.size(); at-- > 0;)
        number = number << 8 | made[at];
    return number;
}

}  // namespace

TEST_CASE("the hash of unique-ids is SipHash-1-3, for texts of each length") {
    const std::array<unsigned char, 16> key{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    std::string bytes;
    for (int length = 0; length < 40; ++length) {
        CHECK(syncing::siphash_1_3(0x0706050403020100U, 0x0f0e0d0c0b0a0908U, bytes) == expected(key, bytes));
        bytes += static_cast<char>(200 + length);
    }
}

TEST_CASE("the hash has a key that was drawn") {
    CHECK(syncing::keyed_hash("id") == syncing::keyed_hash("id"));
    CHECK(syncing::keyed_hash("id") != syncing::siphash_1_3(0, 0, "id"));
}

}  // namespace popline::test
