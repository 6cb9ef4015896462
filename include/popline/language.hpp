// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/export.hpp>
#include <string>

namespace popline {

/// A language in which the server can write its replies (LANG, RFC 6856 section 3).
struct language {
    std::string tag;   ///< RFC 5646, such as `en` or `pt-BR`
    std::string name;  ///< in the words of the server, in UTF-8; for a terminal, use `printable`

    friend bool operator==(const language&, const language&) = default;
};

}  // namespace popline
