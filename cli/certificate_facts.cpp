// SPDX-License-Identifier: BSL-1.0
#include "certificate_facts.hpp"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>
#include <string_view>

namespace tool {

namespace {

using certificate = std::unique_ptr<X509, decltype(&X509_free)>;

certificate read_der(const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    return {d2i_X509(nullptr, &at, static_cast<long>(der.size())), &X509_free};
}

std::string text_of(const X509_NAME* name) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
    if (!out) return {};
    // UTF-8 stays as it is: the escapes of OpenSSL would be escaped again.
    constexpr unsigned long format = XN_FLAG_ONELINE & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
    X509_NAME_print_ex(out.get(), name, 0, format);
    char* text = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &text);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

std::string_view bytes_of(const ASN1_STRING* text) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string text_of_address(std::string_view bytes) {
    char text[INET6_ADDRSTRLEN] = {};
    if (bytes.size() == 4) ::inet_ntop(AF_INET, bytes.data(), text, sizeof text);
    if (bytes.size() == 16) ::inet_ntop(AF_INET6, bytes.data(), text, sizeof text);
    return text;
}

std::vector<std::string> names_of(const X509* in) {
    std::vector<std::string> made;
    auto* const all =
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(in, NID_subject_alt_name, nullptr, nullptr));
    for (int at = 0; at < sk_GENERAL_NAME_num(all); ++at) {
        const auto* const one = sk_GENERAL_NAME_value(all, at);
        if (one->type == GEN_DNS) made.emplace_back(bytes_of(one->d.dNSName));
        if (one->type == GEN_IPADD) made.push_back(text_of_address(bytes_of(one->d.iPAddress)));
    }
    GENERAL_NAMES_free(all);
    return made;
}

/// The times of certificates are in UTC.
std::chrono::sys_seconds time_of(const ASN1_TIME* when) {
    using namespace std::chrono;
    std::tm parts{};
    if (ASN1_TIME_to_tm(when, &parts) != 1) return {};
    const auto day = year(parts.tm_year + 1900) / (parts.tm_mon + 1) / parts.tm_mday;
    return sys_days(day) + hours(parts.tm_hour) + minutes(parts.tm_min) + seconds(parts.tm_sec);
}

std::string pin_of(const X509* in) {
    unsigned char* der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(in), &der);
    if (size <= 0) return {};
    unsigned char digest[32];
    EVP_Digest(der, static_cast<std::size_t>(size), digest, nullptr, EVP_sha256(), nullptr);
    OPENSSL_free(der);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string made;
    for (const auto byte : digest)
        made += {digits[byte >> 4], digits[byte & 15]};
    return made;
}

}  // namespace

std::vector<certificate_facts> read_certificates(const std::vector<std::string>& chain) {
    std::vector<certificate_facts> made;
    for (const auto& der : chain) {
        const auto one = read_der(der);
        if (!one) continue;
        made.push_back({text_of(X509_get_subject_name(one.get())), text_of(X509_get_issuer_name(one.get())),
                        names_of(one.get()), time_of(X509_get0_notBefore(one.get())),
                        time_of(X509_get0_notAfter(one.get())), pin_of(one.get())});
    }
    return made;
}

}  // namespace tool
