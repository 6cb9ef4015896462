// SPDX-License-Identifier: BSL-1.0
#include "json_text.hpp"

namespace tool {

namespace {

std::string hexadecimal(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string made;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        made += {digits[byte >> 4], digits[byte & 15]};
    }
    return made;
}

}  // namespace

std::string ascii_json(const nlohmann::ordered_json& value) {
    return value.dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

void put_unique_id(nlohmann::ordered_json& into, std::string_view id) {
    const std::string text(id);
    into["unique_id"] = text;
    const auto read_back = nlohmann::ordered_json::parse(ascii_json(text));
    if (read_back != text) into["unique_id_hex"] = hexadecimal(text);
}

}  // namespace tool
