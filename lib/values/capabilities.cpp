// SPDX-License-Identifier: BSL-1.0
#include <popline/capabilities.hpp>
#include <utility>

#include "values/words.hpp"

namespace popline {

capabilities::capabilities(const std::vector<std::string>& lines) {
    for (const auto& line : lines)
        (text_ += line) += '\n';
}

capabilities capabilities::from_text(std::string text) {
    capabilities made;
    made.text_ = std::move(text);
    if (!made.text_.empty() && made.text_.back() != '\n') made.text_ += '\n';
    return made;
}

std::vector<std::string_view> capabilities::lines() const& {
    std::vector<std::string_view> all;
    for (std::string_view text = text_; !text.empty();)
        all.push_back(values::take_line(text));
    return all;
}

bool capabilities::has(std::string_view tag) const noexcept {
    return parameters(tag).has_value();
}

bool capabilities::has_mechanism(std::string_view name) const noexcept {
    for (std::string_view text = text_; !text.empty();) {
        auto rest = values::take_line(text);
        if (!values::same_letters(values::take_word(rest), "SASL")) continue;
        for (auto word = values::take_word(rest); !word.empty(); word = values::take_word(rest))
            if (values::same_letters(word, name)) return true;
    }
    return false;
}

std::optional<std::string_view> capabilities::parameters(std::string_view tag) const& noexcept {
    constexpr std::string_view blanks = " \t";
    for (std::string_view text = text_; !text.empty();) {
        auto rest = values::take_line(text);
        if (!values::same_letters(values::take_word(rest), tag)) continue;
        const auto begin = rest.find_first_not_of(blanks);
        if (begin == rest.npos) return std::string_view();
        return rest.substr(begin, rest.find_last_not_of(blanks) + 1 - begin);
    }
    return std::nullopt;
}

}  // namespace popline
