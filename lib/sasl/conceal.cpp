// SPDX-License-Identifier: BSL-1.0
#include "sasl/conceal.hpp"

#include <algorithm>
#include <string_view>

#include "protocol/command.hpp"
#include "protocol/status.hpp"
#include "sasl/base64.hpp"
#include "values/wipe.hpp"

namespace popline::sasl {

namespace {

/// Words that contain this many characters from the beginning of a secret are hidden, because a server may
/// repeat only the beginning.
constexpr std::size_t telling = 8;

/// Makes characters comparable: letter case and the two alphabets of base64 (RFC 4648 sections 4 and 5) make
/// no difference.
constexpr char folded(char octet) {
    if (octet >= 'A' && octet <= 'Z') return static_cast<char>(octet - 'A' + 'a');
    if (octet == '-') return '+';
    return octet == '_' ? '/' : octet;
}

bool holds(std::string_view words, std::string_view what) {
    const auto beginning = what.substr(0, telling);
    const auto same = [](char a, char b) { return folded(a) == folded(b); };
    return !beginning.empty() && !std::ranges::search(words, beginning, same).empty();
}

/// Whether the words contain a base64 text with the password in it, after `before` other octets (modulo 3).
/// Only the base64 digits that depend on the password alone are compared.
bool holds_encoded(std::string_view words, std::string_view password, std::size_t before) {
    constexpr std::size_t shortest = 4;  // fewer digits than this occur by chance
    std::string text;
    text.reserve(std::max(before + password.size(), values::kept_on_the_heap));
    text.append(before, '\0').append(password);
    const auto encoded = base64(text);
    const auto octets = text.size();
    values::wipe(text);
    const auto first = (before * 8 + 5) / 6;
    const auto digits = encoded.reveal().substr(first, octets * 8 / 6 - first);
    return digits.size() >= shortest && holds(words, digits);
}

}  // namespace

void conceal(std::string& words, std::string_view password, const secret& response) {
    if (words.empty()) return;
    bool said = holds(words, password) || holds(words, response.reveal());
    for (std::size_t before = 0; before < 3 && !password.empty(); ++before)
        said = said || holds_encoded(words, password, before);
    if (!said) return;
    const auto code = protocol::registered_code(words);
    values::wipe(words);
    if (!code.empty()) words.append("[").append(code).append("] ");
    words.append(protocol::blank);
}

}  // namespace popline::sasl
