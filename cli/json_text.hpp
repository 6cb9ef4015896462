// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace tool {

/// JSON in which DEL and each character outside ASCII is `\u` and four digits, so that a terminal obeys
/// nothing of it. Bytes that are no UTF-8 become U+FFFD.
std::string ascii_json(const nlohmann::ordered_json& value);

/// Sets `unique_id`. JSON has no string for bytes that are no UTF-8: such an id is there in hexadecimal, too,
/// as `unique_id_hex`.
void put_unique_id(nlohmann::ordered_json& into, std::string_view id);

}  // namespace tool
