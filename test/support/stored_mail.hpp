// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace popline::test {

struct stored_mail {
    std::string name;
    std::string octets;
};

/// Reads the messages of test/mail unchanged, ordered by name. Throws `std::runtime_error` if there are none.
[[nodiscard]] std::vector<stored_mail> all_stored_mail();

/// A message whose body is one line of this many bytes.
[[nodiscard]] stored_mail one_line_of(std::size_t bytes);

/// A message whose reply to RETR is a little longer than four chunks of this many bytes. Around each chunk
/// border of the reply (status line included) every line is a lone dot. A `shift` of 0 to 3 decides which
/// byte of the stuffed line `..\r\n` the border falls on.
[[nodiscard]] stored_mail dots_on_borders_of(std::size_t chunk, std::size_t shift);

}  // namespace popline::test
