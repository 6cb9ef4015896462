// SPDX-License-Identifier: BSL-1.0
#include <charconv>
#include <popline/capabilities.hpp>
#include <utility>

#include "values/words.hpp"

namespace popline {

namespace {

/// Takes a number from the front of the text. One that is too large is the largest one.
std::optional<std::uint32_t> take_count(std::string_view& text) noexcept {
    const auto word = values::take_word(text);
    std::uint32_t count = 0;
    const auto* const end = word.data() + word.size();
    const auto [stopped, failure] = std::from_chars(word.data(), end, count);
    if (stopped != end || failure == std::errc::invalid_argument) return std::nullopt;
    return failure == std::errc::result_out_of_range ? UINT32_MAX : count;
}

applies_to whom(std::string_view rest) noexcept {
    const bool is_of_user = values::same_letters(values::take_word(rest), "USER");
    return is_of_user ? applies_to::this_user : applies_to::all_users;
}

}  // namespace

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

std::vector<std::string_view> capabilities::mechanisms() const& {
    std::vector<std::string_view> all;
    for (std::string_view text = text_; !text.empty();) {
        auto rest = values::take_line(text);
        if (!values::same_letters(values::take_word(rest), "SASL")) continue;
        for (auto word = values::take_word(rest); !word.empty(); word = values::take_word(rest))
            all.push_back(word);
    }
    return all;
}

std::optional<login_delay> capabilities::login_delay() const noexcept {
    auto rest = parameters("LOGIN-DELAY");
    const auto seconds = rest ? take_count(*rest) : std::nullopt;
    if (!seconds) return std::nullopt;
    return popline::login_delay{std::chrono::seconds(*seconds), whom(*rest)};
}

std::optional<message_expiry> capabilities::expiry() const noexcept {
    auto rest = parameters("EXPIRE");
    if (!rest) return std::nullopt;
    auto never = *rest;
    if (values::same_letters(values::take_word(never), "NEVER"))
        return message_expiry{std::nullopt, whom(never)};
    const auto days = take_count(*rest);
    if (!days) return std::nullopt;
    return message_expiry{*days, whom(*rest)};
}

std::string_view capabilities::implementation() const& noexcept {
    return parameters("IMPLEMENTATION").value_or(std::string_view());
}

utf8_support capabilities::utf8() const noexcept {
    auto rest = parameters("UTF8");
    if (!rest) return utf8_support::none;
    for (auto word = values::take_word(*rest); !word.empty(); word = values::take_word(*rest))
        if (values::same_letters(word, "USER")) return utf8_support::logins;
    return utf8_support::messages;
}

bool capabilities::has_response_codes() const noexcept {
    return has("RESP-CODES") || has("RESP-CODE") || has("RESP_CODES") || has("RESP_CODE");
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
