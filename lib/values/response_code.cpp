// SPDX-License-Identifier: BSL-1.0
#include "values/response_code.hpp"

namespace popline::values {

std::string_view response_code(std::string_view words) noexcept {
    if (words.empty() || words.front() != '[') return {};
    const auto end = words.find(']');
    return end == words.npos ? std::string_view() : words.substr(1, end - 1);
}

}  // namespace popline::values
