// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

namespace tool {

// Nothing here waits for whoever reads: a reader that does not read must not keep a signal or a time limit
// from ending the run. What the output does not take at once is kept.

/// Adds to what goes to the standard output; `output` writes it.
void print(std::string_view octets);

/// A message's octets as they came; at a terminal, whatever could steer it is escaped, line by line.
void print_message(std::string_view octets);
/// The same, as it is to be written.
std::string shown(std::string_view octets);

/// All that was printed since the last call.
std::string take_printed();

/// One line on the standard error. Lines that it does not take now are kept, up to 16 MiB of them, and
/// written before the next one or by `flush_complaints`.
void complain(std::string_view words);

/// Text for a terminal on the standard error. It is left out if that does not take it now.
void draw(std::string_view text);

/// Writes the lines that are kept. Waits for a reader that reads, and no longer than `patience` for one that
/// does not, if there is such a limit; what is then left is dropped.
void flush_complaints(std::optional<std::chrono::milliseconds> patience);

/// What failed, in words; the library's errors begin with its name, which `complain` says already.
std::string_view reason(const std::exception& failure);

}  // namespace tool
