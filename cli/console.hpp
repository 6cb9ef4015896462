// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

namespace tool {

// No function here waits for a reader, except `flush_complaints`: a reader that does not read must not keep a
// signal or a time limit from ending the run. Text that an output does not take at once is kept.

/// Adds to the text for the standard output, which `output` writes.
void print(std::string_view text);

/// As `print`, for the bytes of a message, which `escaped_for_terminal` changes.
void print_message(std::string_view bytes);

/// If the standard output is a terminal: the bytes, with all that a terminal obeys escaped line by line.
/// Otherwise the bytes as they are.
std::string escaped_for_terminal(std::string_view bytes);

/// Takes all text that was printed since the last call.
std::string take_printed();

/// Writes an error to the standard error: one line that begins with `popline: `. Keeps up to 16 MiB of lines
/// that the standard error does not take now, and writes them before the next line or in `flush_complaints`.
void complain(std::string_view words);

/// As `complain`, for a line that is no error. It has no `popline: ` at its beginning.
void inform(std::string_view words);

/// Writes text for a terminal to the standard error. Drops it if the standard error does not take it now.
void draw(std::string_view text);

/// Writes the lines that are kept. If `patience` is given, waits no longer than that for a reader that does
/// not read, and then drops the rest.
void flush_complaints(std::optional<std::chrono::milliseconds> patience);

/// The text of an exception, without the `popline: ` with which those of the library begin.
std::string_view reason(const std::exception& failure);

/// Such as `1 message` or `3 messages`.
std::string counted(std::uint64_t number, std::string_view noun);

}  // namespace tool
