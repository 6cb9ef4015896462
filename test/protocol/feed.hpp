// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "recorded.hpp"

namespace popline::test {

/// Whatever a server may send, handed to all of lib/protocol: the first octets say what was asked and how the
/// others are cut, the others are the server's. Throws, or is stopped by a sanitizer, if something is wrong:
/// an entry for a fuzzer as it stands.
void feed(std::string_view octets);

/// The same with these commands asked and the pieces so large; what came of it, as text.
std::string feed(std::span<const reply_of> asked, std::string_view octets, std::size_t piece);

}  // namespace popline::test
