// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

namespace popline::sasl {

/// How far an exchange got before the server refused it.
enum class milestone : std::uint8_t {
    named,       ///< the mechanism was named, and no response was sent
    responded,   ///< a response was sent
    taken_back,  ///< the client cancelled: the server asked for what the mechanism does not have
};

/// Whether a refusal is about the mechanism (syntax, unknown, cancelled), and not about the user. Only then
/// may the next way be tried: a second try after refused credentials can lock an account.
///
/// A registered response code decides, except `[SYS/PERM]`: with one, it is not about the mechanism. Without
/// one, the refusal is about the mechanism if no response was sent, if the exchange was taken back, or if the
/// words say so in English. Words that speak of a password, an account or a user do not, and words that this
/// library does not know do not either.
bool is_about_mechanism(std::string_view words, milestone until) noexcept;

}  // namespace popline::sasl
