// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <popline/listing.hpp>
#include <string_view>

namespace popline::protocol {

/// Takes the next word off the front of `text` as a number: decimal digits and nothing else, up to 2^63-1.
/// After a word that is no number, what is left of `text` is of no use.
std::optional<std::uint64_t> take_number(std::string_view& text) noexcept;

/// The same for a message number, 1 to 2^31-1.
std::optional<message_number> take_message_number(std::string_view& text) noexcept;

}  // namespace popline::protocol
