// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <popline/errc.hpp>
#include <string_view>

namespace popline::protocol {

/// What was refused: a login or a connection, or any other command.
enum class refused { login, command };

/// What the words of a refusal without a response code mean. Nothing if they say nothing that is known: most
/// servers send no codes, and each has words of its own. Letter case does not matter.
std::optional<errc> meaning_of(std::string_view words, refused what) noexcept;

}  // namespace popline::protocol
