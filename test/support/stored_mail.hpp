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

/// The messages of test/mail, by name, octet for octet. Throws if there are none.
[[nodiscard]] std::vector<stored_mail> all_stored_mail();

/// A message whose body is one line of so many octets.
[[nodiscard]] stored_mail one_line_of(std::size_t octets);

/// A message of four chunks in which only dots begin lines around each border of its reply's chunks, counted
/// from the status line. Dots, CR and LF take turns on a border from one `shift` of 0 to 3 to the next.
[[nodiscard]] stored_mail dots_on_borders_of(std::size_t chunk, std::size_t shift);

}  // namespace popline::test
