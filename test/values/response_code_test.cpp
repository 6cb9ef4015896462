// SPDX-License-Identifier: BSL-1.0
#include "values/response_code.hpp"

#include <doctest/doctest.h>

namespace popline::test {

using values::response_code;

TEST_CASE("[R19] a response code is what stands in brackets at the head of the words, and nothing else") {
    CHECK(response_code("[IN-USE] locked") == "IN-USE");
    CHECK(response_code("[SYS/TEMP]") == "SYS/TEMP");
    CHECK(response_code("[x-Unknown/a/b]no blank") == "x-Unknown/a/b");
    CHECK(response_code("[]") == "");
    CHECK(response_code("[AUTH failed") == "");
    CHECK(response_code(" [AUTH] late") == "");
    CHECK(response_code("see [AUTH]") == "");
    CHECK(response_code("]AUTH[") == "");
    CHECK(response_code("[") == "");
    CHECK(response_code("") == "");
}

}  // namespace popline::test
