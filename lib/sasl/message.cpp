// SPDX-License-Identifier: BSL-1.0
#include "sasl/message.hpp"

#include <algorithm>
#include <string>

#include "values/wipe.hpp"

namespace popline::sasl {

secret joined(std::initializer_list<std::string_view> parts) {
    std::size_t size = 0;
    for (const auto part : parts)
        size += part.size();
    std::string text;
    text.reserve(std::max(size, values::kept_on_the_heap));
    for (const auto part : parts)
        text.append(part);
    secret made(text);
    values::wipe(text);
    return made;
}

}  // namespace popline::sasl
