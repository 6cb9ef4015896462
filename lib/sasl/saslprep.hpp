// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <popline/secret.hpp>
#include <string_view>

namespace popline::sasl {

/// Prepares a user or a password for SCRAM (SASLprep, RFC 4013), so that what looks alike is the same octets.
/// Nothing if the text holds characters that SASLprep forbids, or if it is not UTF-8. The build chooses one
/// of two implementations; without libidn, only ASCII can be prepared.
std::optional<secret> saslprep(std::string_view text);

/// Whether `saslprep` can prepare more than ASCII.
bool prepares_more_than_ascii() noexcept;

}  // namespace popline::sasl
