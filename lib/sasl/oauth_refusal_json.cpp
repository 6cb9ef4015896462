// SPDX-License-Identifier: BSL-1.0
#include <nlohmann/json.hpp>

#include "sasl/oauth_refusal.hpp"

namespace popline::sasl {

namespace {

std::string text_of(const nlohmann::json& value) {
    if (value.is_string()) return value.get<std::string>();
    return value.is_number() || value.is_boolean() ? value.dump() : std::string();
}

}  // namespace

oauth_refusal read_oauth_refusal(std::string_view challenge) {
    const auto read = nlohmann::json::parse(challenge, nullptr, false);
    oauth_refusal made;
    if (!read.is_object()) {
        made.words = challenge;
        return made;
    }
    for (const auto& [key, value] : read.items()) {
        const auto text = text_of(value);
        if (text.empty()) continue;
        if (key == "status") made.status = text;
        made.words.append(made.words.empty() ? "" : ", ").append(key).append(" ").append(text);
    }
    return made;
}

}  // namespace popline::sasl
