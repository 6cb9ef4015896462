// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <popline/secret.hpp>
#include <string_view>

namespace popline::sasl {

enum class hash { md5, sha1, sha256, sha512 };

/// The name of the hash in OpenSSL.
const char* name_of(hash by) noexcept;
/// Throws `errc::no_mechanism`, because OpenSSL does not have the hash.
[[noreturn]] void throw_lacking(hash by);

// Each function throws `errc::no_mechanism` if OpenSSL does not have the hash. The results are secrets
// because most of them must be overwritten.

/// The digest of the octets.
secret digest(hash by, std::string_view octets);
/// The keyed digest (RFC 2104).
secret hmac(hash by, std::string_view key, std::string_view octets);

/// Whether two texts are equal. The time depends on their sizes only.
bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept;

}  // namespace popline::sasl
