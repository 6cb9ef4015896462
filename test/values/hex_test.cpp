// SPDX-License-Identifier: BSL-1.0
#include "values/hex.hpp"

#include <doctest/doctest.h>

namespace popline::test {

TEST_CASE("a byte is two hexadecimal digits, small ones unless capitals are asked for") {
    std::string text = "0x";
    values::append_hex(text, 0x0F);
    values::append_hex(text, 0xA0);
    values::append_hex(text, 0xFE, values::capital_hex_letters);
    CHECK(text == "0x0fa0FE");
    CHECK(values::hex(0x7B) == std::array{'7', 'b'});
}

}  // namespace popline::test
