// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace popline::sasl {

/// The text as OpenSSL takes it. Its functions take a null pointer for "the value of before", so this one is
/// never null.
inline const unsigned char* octets_of(std::string_view text) noexcept {
    return reinterpret_cast<const unsigned char*>(text.data() ? text.data() : "");
}

}  // namespace popline::sasl
