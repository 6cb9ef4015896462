// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "recorded.hpp"

namespace popline::test {

/// Gives any bytes of a server to all of lib/protocol, as a fuzzer does. The first bytes say which commands
/// were written, and how the others, which the server sends, are cut. If something is
/// wrong, it throws or a sanitizer ends the program.
void feed(std::string_view octets);

/// Does the same with these commands and with pieces of this size. Returns the events of the pipeline, as
/// text.
std::string feed(std::span<const reply_of> asked, std::string_view octets, std::size_t piece);

}  // namespace popline::test
