// SPDX-License-Identifier: BSL-1.0
#include <popline/error.hpp>
#include <popline/tls.hpp>
#include <utility>

#include "net/key_pins.hpp"

namespace popline {

tls_options tls_options::authorities(std::filesystem::path file_or_folder) const {
    auto made = *this;
    made.authorities_ = std::move(file_or_folder);
    return made;
}

tls_options tls_options::client_certificate(std::filesystem::path chain, std::filesystem::path key) const {
    auto made = *this;
    made.chain_ = std::move(chain);
    made.key_ = std::move(key);
    made.password_.reset();
    return made;
}

tls_options tls_options::client_certificate(std::filesystem::path chain, std::filesystem::path key,
                                            secret password) const {
    auto made = client_certificate(std::move(chain), std::move(key));
    made.password_ = std::move(password);
    return made;
}

tls_options tls_options::minimum(tls_version oldest) const {
    auto made = *this;
    made.minimum_ = oldest;
    return made;
}

tls_options tls_options::security_level(int level) const {
    if (level < 0 || level > 5)
        throw error(errc::invalid_argument, {.detail = "a security level of OpenSSL is 0 to 5"});
    auto made = *this;
    made.security_level_ = level;
    return made;
}

tls_options tls_options::revocations(std::filesystem::path file) const {
    auto made = *this;
    made.revocations_.push_back(std::move(file));
    return made;
}

tls_options tls_options::pin(std::string_view sha256_of_key) const {
    const auto digest = net::parse_pin(sha256_of_key);
    if (!digest)
        throw error(errc::invalid_argument,
                    {.detail = "a pin is a SHA-256: 64 hexadecimal digits, or 44 characters of base64"});
    auto made = *this;
    made.pins_.push_back(*digest);
    return made;
}

tls_options tls_options::pins(pin_check meaning) const {
    auto made = *this;
    made.pin_check_ = meaning;
    return made;
}

tls_options tls_options::resumption(tls_resumption use) const {
    auto made = *this;
    made.resumption_ = use;
    return made;
}

}  // namespace popline
