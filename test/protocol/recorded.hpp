// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string_view>

#include "protocol/command.hpp"

namespace popline::test {

struct reply_of {
    std::string_view command;
    protocol::shape reply;
    std::string_view octets;
};

/// The replies of real servers to a whole session. They differ in words, blanks and line ends.
std::span<const std::span<const reply_of>> recorded_sessions();

}  // namespace popline::test
