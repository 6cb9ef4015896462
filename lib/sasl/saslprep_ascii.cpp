// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "sasl/saslprep.hpp"

namespace popline::sasl {

std::optional<secret> saslprep(std::string_view text) {
    const auto is_printable = [](char octet) { return octet >= ' ' && octet <= '~'; };
    if (!std::ranges::all_of(text, is_printable)) return std::nullopt;
    return secret(text);
}

bool prepares_more_than_ascii() noexcept {
    return false;
}

}  // namespace popline::sasl
