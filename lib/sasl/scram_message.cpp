// SPDX-License-Identifier: BSL-1.0
#include "sasl/scram_message.hpp"

#include <algorithm>
#include <charconv>

#include "sasl/base64.hpp"

namespace popline::sasl {

namespace {

/// Takes the attribute with this letter, and the comma after it, from the front of the message.
std::optional<std::string_view> take_attribute(std::string_view& message, char letter) {
    if (message.size() < 2 || message[0] != letter || message[1] != '=') return std::nullopt;
    const auto value = message.substr(2, message.find(',') - 2);
    message.remove_prefix(std::min(message.size(), value.size() + 3));
    return value;
}

std::optional<std::uint32_t> read_iterations(std::string_view text) {
    std::uint32_t count = 0;
    const auto* const end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, count);
    if (stopped != end || failure == std::errc::invalid_argument) return std::nullopt;
    return failure == std::errc::result_out_of_range ? UINT32_MAX : count;
}

}  // namespace

std::string escaped_user(std::string_view user) {
    std::string made;
    for (const char octet : user) {
        if (octet == ',')
            made.append("=2C");
        else if (octet == '=')
            made.append("=3D");
        else
            made.push_back(octet);
    }
    return made;
}

std::optional<server_first> read_server_first(std::string_view message) {
    // An attribute `m` in front would be an extension that the client must know: there is none.
    const auto nonce = take_attribute(message, 'r');
    const auto salt = nonce ? take_attribute(message, 's') : std::nullopt;
    const auto count = salt ? take_attribute(message, 'i') : std::nullopt;
    if (!count || nonce->empty()) return std::nullopt;
    const auto decoded = from_base64(*salt);
    const auto iterations = read_iterations(*count);
    if (!decoded || decoded->empty() || !iterations) return std::nullopt;
    return server_first{*nonce, *decoded, *iterations};
}

std::optional<server_final> read_server_final(std::string_view message) {
    if (const auto error = take_attribute(message, 'e')) {
        if (error->empty()) return std::nullopt;
        return server_final{{}, *error};
    }
    const auto signature = take_attribute(message, 'v');
    const auto decoded = signature ? from_base64(*signature) : std::nullopt;
    if (!decoded || decoded->empty()) return std::nullopt;
    return server_final{*decoded, {}};
}

}  // namespace popline::sasl
