// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/limits.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cuts.hpp"
#include "protocol/command.hpp"

namespace popline::test {

/// The events that the framing reports for the replies to commands of these shapes, as text: `ok words`, `err
/// words`, `more words`, `line text`, `overlong`, `octets text`, `end`, `broken: why`, each followed by ` |
/// `. Adjacent chunks are joined, because the place where a body is cut has no meaning.
std::string transcript(const std::vector<protocol::shape>& replies, const pieces& cut,
                       const limits& within = {});

/// Checks that one reply has this transcript, however it is cut, and also if replies to other commands come
/// before and after it in one read (R1, R2).
void reads_as(protocol::shape reply, std::string_view octets, const std::string& expected,
              const limits& within = {});

}  // namespace popline::test
