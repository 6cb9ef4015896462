// SPDX-License-Identifier: BSL-1.0
#include "net/key_pins.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>
#include <new>
#include <utility>

#include "values/hex.hpp"

namespace popline::net {

namespace {

struct required_pins {
    std::vector<key_digest> accepted;
    pin_check meaning;
};

constexpr int no_pin_matches = 1;  // the reason, in OpenSSL's queue, in the library of users

std::optional<key_digest> from_hexadecimal(std::string_view text) {
    key_digest made;
    if (text.size() != 2 * made.size()) return std::nullopt;
    const auto digit = [](char c) {
        const auto at = values::hex_letters.find(c);
        return at != values::hex_letters.npos ? at : values::capital_hex_letters.find(c);
    };
    for (std::size_t at = 0; at < made.size(); ++at) {
        const auto high = digit(text[2 * at]);
        const auto low = digit(text[2 * at + 1]);
        if (std::max(high, low) > 0xF) return std::nullopt;
        made[at] = static_cast<unsigned char>(high << 4U | low);
    }
    return made;
}

/// Accepts the one base64 text of each digest: OpenSSL's decoder also takes blanks around it.
std::optional<key_digest> from_base64(std::string_view text) {
    constexpr std::size_t size = 44;
    std::array<unsigned char, size> decoded;
    std::array<unsigned char, size + 1> again;
    if (text.size() != size || text.back() != '=') return std::nullopt;
    const auto* const octets = reinterpret_cast<const unsigned char*>(text.data());
    if (EVP_DecodeBlock(decoded.data(), octets, size) != 33) return std::nullopt;
    key_digest made;
    std::copy_n(decoded.begin(), made.size(), made.begin());
    EVP_EncodeBlock(again.data(), made.data(), static_cast<int>(made.size()));
    if (!std::equal(text.begin(), text.end(), reinterpret_cast<const char*>(again.data())))
        return std::nullopt;
    return made;
}

std::optional<key_digest> digest_of_key(X509* shown) {
    unsigned char* der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(shown), &der);
    if (size <= 0) return std::nullopt;
    key_digest made;
    const int done =
        EVP_Digest(der, static_cast<std::size_t>(size), made.data(), nullptr, EVP_sha256(), nullptr);
    OPENSSL_free(der);
    if (done != 1) return std::nullopt;
    return made;
}

/// The words travel in OpenSSL's queue: a connection needs no room for them.
void report_unmatched(const key_digest& shown) {
    std::array<char, 2 * std::tuple_size_v<key_digest> + 1> text{};
    for (std::size_t at = 0; at < shown.size(); ++at)
        std::ranges::copy(values::hex(shown[at]), &text[2 * at]);
    ERR_clear_error();
    ERR_raise_data(ERR_LIB_USER, no_pin_matches, "%s", text.data());
}

/// Called by OpenSSL in place of its own check.
int check(X509_STORE_CTX* chain, void* argument) {
    const auto& required = *static_cast<const required_pins*>(argument);
    if (required.meaning == pin_check::with_chain && X509_verify_cert(chain) != 1) return 0;
    X509* const shown = X509_STORE_CTX_get0_cert(chain);
    const auto digest = shown ? digest_of_key(shown) : std::nullopt;
    if (digest && std::ranges::find(required.accepted, *digest) != required.accepted.end()) return 1;
    X509_STORE_CTX_set_error(chain, X509_V_ERR_APPLICATION_VERIFICATION);
    if (digest) report_unmatched(*digest);
    return 0;
}

/// The place in an SSL_CTX that owns the pins: a connection may outlive each `tls` value, but not its
/// context.
int place() {
    const auto free = [](void*, void* object, CRYPTO_EX_DATA*, int, long, void*) {
        delete static_cast<required_pins*>(object);
    };
    static const int only = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free);
    if (only < 0) throw std::bad_alloc();
    return only;
}

}  // namespace

std::optional<key_digest> parse_pin(std::string_view text) {
    constexpr std::string_view prefix = "sha256//";
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
    const auto made = from_hexadecimal(text);
    return made ? made : from_base64(text);
}

void require_pins(ssl_ctx_st* context, std::vector<key_digest> pins, pin_check meaning) {
    auto required = std::make_unique<required_pins>(required_pins{std::move(pins), meaning});
    if (SSL_CTX_set_ex_data(context, place(), required.get()) != 1) throw std::bad_alloc();
    SSL_CTX_set_cert_verify_callback(context, check, required.release());
}

std::string unmatched_pin() {
    const char* words = nullptr;
    int flags = 0;
    const auto oldest = ERR_peek_error_data(&words, &flags);
    if (ERR_GET_LIB(oldest) != ERR_LIB_USER || ERR_GET_REASON(oldest) != no_pin_matches) return {};
    return "no pin matches the server's key, whose SHA-256 is " + std::string(words ? words : "unknown");
}

}  // namespace popline::net
