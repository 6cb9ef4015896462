// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace popline::test {

// The same mail for the same number, different for another: CRLF ends of line, a header, and a body in which
// every few lines begin with dots, down to lines that are nothing but dots. It has exactly so many octets,
// and at least 256.
[[nodiscard]] std::string make_mail(std::size_t number, std::size_t octets);

// What a POP3 server hands out for a stored message: each LF alone becomes CRLF, and the last line has an
// end. Written without a line of the library, so that tests can trust it.
[[nodiscard]] std::string crlf_form(std::string_view message);

[[nodiscard]] std::string sha256_hex(std::string_view octets);

}  // namespace popline::test
