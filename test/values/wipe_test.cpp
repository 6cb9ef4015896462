// SPDX-License-Identifier: BSL-1.0
#include "values/wipe.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace popline::test {

TEST_CASE("[R85] a wiped string is empty, and its old bytes are overwritten") {
    for (const std::size_t size : {2U, 15U, 16U, 1000U}) {
        std::string text(size, 'p');
        const char* const at = text.data();
        values::wipe(text);
        CHECK(text.empty());
        REQUIRE(text.data() == at);
        REQUIRE(text.capacity() >= size);
        for (std::size_t i = 0; i < size; ++i)
            REQUIRE(at[i] == '\0');
    }
}

TEST_CASE("[R85] a secret is appended on the heap, so that a move leaves no copy of it") {
    std::string text = "AUTH PLAIN ";
    values::append_secret(text, "secret");
    CHECK(text == "AUTH PLAIN secret");
    CHECK(text.capacity() >= values::kept_on_the_heap);
    const char* const at = text.data();
    const std::string moved = std::move(text);
    CHECK(moved.data() == at);
}

}  // namespace popline::test
