// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

namespace popline::sasl {

/// How far an exchange got before the server refused it.
enum class milestone : std::uint8_t {
    named,       ///< the mechanism was named, and no response was sent
    responded,   ///< a response was sent
    taken_back,  ///< the client cancelled the exchange, because the mechanism had no response to a challenge
};

/// Whether a refusal is about the mechanism (syntax, unknown, cancelled), and not about the user. Only then
/// may the next mechanism be tried: another try after refused credentials can lock an account.
///
/// A registered response code other than `[SYS/PERM]` means that the refusal is not about the mechanism.
/// With `[SYS/PERM]`, the refusal is about the mechanism only if its English words say so. Without a code,
/// it is also about the mechanism if no response was sent, or if the exchange was cancelled. Words about a
/// password, an account or a user are not about the mechanism; neither are words that this library does not
/// know.
bool is_about_mechanism(std::string_view words, milestone until) noexcept;

}  // namespace popline::sasl
