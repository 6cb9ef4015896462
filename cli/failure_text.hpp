// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <exception>
#include <string>

namespace tool {

/// What failed, with the words of the system or of the server, and what to do about it if that is known.
std::string failure_text(const std::exception& failure);

/// That the server's LIST had lines that may stand for messages.
std::string unread_lines_text(std::uint64_t lines);

}  // namespace tool
