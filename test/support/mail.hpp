// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace popline::test {

/// Makes a mail of exactly `bytes` bytes, at least 256. The same number gives the same mail, another number
/// another one. Lines end in CRLF. After the header comes a body in which many lines begin with dots or are
/// dots only.
[[nodiscard]] std::string make_mail(std::size_t number, std::size_t bytes);

/// Converts a stored message to the form in which a POP3 server sends it: each bare LF becomes CRLF, and the
/// last line ends in CRLF. It uses no code of the library, so a test can compare the library with it.
[[nodiscard]] std::string crlf_form(std::string_view message);

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace popline::test
