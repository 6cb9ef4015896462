// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "recorded.hpp"

namespace popline::test {

/// Gives any bytes of a server to all of lib/protocol, as a fuzzer does. The first bytes say which commands
/// were written, and how the others, which the server sends, are cut. Throws, or is stopped by a sanitizer,
/// if something is wrong.
void feed(std::string_view octets);

/// The same with these commands and pieces of this size. Returns what the pipeline made of it, as text.
std::string feed(std::span<const reply_of> asked, std::string_view octets, std::size_t piece);

}  // namespace popline::test
