// SPDX-License-Identifier: BSL-1.0
#include "values/wipe.hpp"

#include <algorithm>

namespace popline::values {

void overwrite(void* begin, std::size_t bytes) noexcept {
    auto* at = static_cast<volatile unsigned char*>(begin);
    for (; bytes > 0; --bytes)
        *at++ = 0;
}

void wipe(std::string& text) noexcept {
    overwrite(text.data(), text.size());
    text.clear();
}

void append_secret(std::string& text, std::string_view more) {
    std::string longer;
    longer.reserve(std::max(text.size() + more.size(), kept_on_the_heap));
    longer.append(text).append(more);
    wipe(text);
    text.swap(longer);
}

}  // namespace popline::values
