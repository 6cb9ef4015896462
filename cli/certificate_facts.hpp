// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace tool {

/// What a certificate says. The texts are as the certificate has them: a terminal may obey them.
struct certificate_facts {
    std::string subject;
    std::string issuer;
    std::vector<std::string> names;  ///< the host names and addresses that it is for
    std::chrono::sys_seconds begins;
    std::chrono::sys_seconds ends;
    std::string pin;  ///< SHA-256 of its public key in hexadecimal, as `--pin` takes it
};

/// Reads the certificates, each in DER. One that cannot be read is left out.
std::vector<certificate_facts> read_certificates(const std::vector<std::string>& chain);

}  // namespace tool
