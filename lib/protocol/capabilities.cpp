// SPDX-License-Identifier: BSL-1.0
#include <popline/capabilities.hpp>
#include <utility>

#include "protocol/number.hpp"
#include "protocol/status.hpp"

namespace popline {

capabilities::capabilities(std::vector<std::string> lines) : lines_(std::move(lines)) {}

bool capabilities::has(std::string_view tag) const noexcept {
    return parameters(tag).has_value();
}

bool capabilities::has_mechanism(std::string_view name) const noexcept {
    for (const auto& line : lines_) {
        std::string_view rest = line;
        if (!protocol::same_letters(protocol::take_word(rest), "SASL")) continue;
        for (auto word = protocol::take_word(rest); !word.empty(); word = protocol::take_word(rest))
            if (protocol::same_letters(word, name)) return true;
    }
    return false;
}

std::optional<std::string_view> capabilities::parameters(std::string_view tag) const noexcept {
    constexpr std::string_view blanks = " \t";
    for (const auto& line : lines_) {
        std::string_view rest = line;
        if (!protocol::same_letters(protocol::take_word(rest), tag)) continue;
        const auto begin = rest.find_first_not_of(blanks);
        if (begin == rest.npos) return std::string_view();
        return rest.substr(begin, rest.find_last_not_of(blanks) + 1 - begin);
    }
    return std::nullopt;
}

}  // namespace popline
