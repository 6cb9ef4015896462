// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <exception>
#include <string_view>

namespace tool {

/// Writes to the standard output at once. Throws `std::runtime_error`, with the system's words, where that
/// fails: a full disk or a reader who went away must not pass for success.
void print(std::string_view octets);

/// A message's octets as they came; at a terminal, whatever could steer it is escaped, line by line.
void print_message(std::string_view octets);

/// One line on the standard error.
void complain(std::string_view words);

/// What failed, in words; the library's errors begin with its name, which `complain` says already.
std::string_view reason(const std::exception& failure);

}  // namespace tool
