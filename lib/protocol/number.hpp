// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <popline/listing.hpp>
#include <string_view>

namespace popline::protocol {

/// Takes the next word from the front of `text` as a number: decimal digits only, up to 2^63-1. If the word
/// is not a number, do not use the rest of `text`.
std::optional<std::uint64_t> take_number(std::string_view& text) noexcept;

/// Takes the next word from the front of `text` as a message number, 1 to 2^31-1.
std::optional<message_number> take_message_number(std::string_view& text) noexcept;

}  // namespace popline::protocol
