// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <popline/tls.hpp>
#include <string>
#include <vector>

namespace tool {

/// What the command line says about TLS.
struct protection {
    std::string authorities;  ///< a PEM file or a folder; empty: the system's
    std::string certificate;  ///< of the client, a PEM file; empty: none
    std::string key;          ///< of the certificate, a PEM file; POPLINE_KEY_PASSWORD decrypts it
    std::string oldest;       ///< 1.2 or 1.3; empty: the default
    std::vector<std::string> pins;
    std::vector<std::string> revocations;

    bool is_default() const noexcept {
        return authorities.empty() && certificate.empty() && oldest.empty() && pins.empty()
               && revocations.empty();
    }
};

/// Loads the files. Empty if nothing is asked for: sessions share the system's authorities then.
/// Throws `std::invalid_argument` with a text for the user, which names the option.
std::optional<popline::tls> tls_of(const protection& asked);

/// Loads certificate authorities from a file or folder. Throws `std::invalid_argument` with a text for the
/// user.
popline::tls trust(const std::string& file_or_folder);

}  // namespace tool
