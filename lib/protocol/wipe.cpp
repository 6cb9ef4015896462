// SPDX-License-Identifier: BSL-1.0
#include "protocol/wipe.hpp"

#include <string.h>

namespace popline::protocol {

void wipe(std::string& text) noexcept {
    explicit_bzero(text.data(), text.size());
    text.clear();
}

}  // namespace popline::protocol
