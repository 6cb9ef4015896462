// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <optional>
#include <popline/tls.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace popline::net {

/// The SHA-256 of a public key, as a SubjectPublicKeyInfo in DER (RFC 7469 section 2.4 pins the same).
using key_digest = std::array<unsigned char, 32>;

/// The digest that this text means: 64 hexadecimal digits, or base64, after `sha256//` or not. Nothing if
/// the text is no digest.
std::optional<key_digest> parse_pin(std::string_view text);

/// Makes each connection of this context accept a server only if its key has one of these digests. The check
/// is a part of the certificate check: a server that fails it sees neither a certificate of the client nor
/// any data. It does not run when a session is resumed. Throws `std::bad_alloc`.
void require_pins(ssl_ctx_st* context, std::vector<key_digest> pins, pin_check meaning);

/// If the failure of a handshake in this thread was that no pin matched, says so; else empty. Call it
/// before OpenSSL's error queue is emptied.
std::string unmatched_pin();

}  // namespace popline::net
