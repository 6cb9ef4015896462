// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/header_only.hpp>

#include "deliver.hpp"
#include "diarist.hpp"

namespace popline::test {

TEST_CASE("header_only ends after the first empty line, however the message is cut into pieces") {
    struct row {
        std::string message;
        std::string header;
    };
    const row rows[] = {
        {"a: b\r\nc: d\r\n\r\nbody\r\n\r\n", "a: b\r\nc: d\r\n\r\n"},
        {"\r\nbody\r\n", "\r\n"},
        {"a\r\n\r\n", "a\r\n\r\n"},
        {"a\n\n\r\n\r\nb", "a\n\n\r\n\r\n"},
        {"a\r\n\n\r\r\n\r\rb\r\n\r\nc", "a\r\n\n\r\r\n\r\rb\r\n\r\n"},
        {"a\r\r\n\r\nb", "a\r\r\n\r\n"},
        {"no end\r\n", "no end\r\n"},
        {"", ""},
    };
    for (const auto& [whole, header] : rows)
        for (std::size_t piece = 1; piece <= whole.size() + 1; ++piece) {
            CAPTURE(whole);
            CAPTURE(piece);
            std::string got;
            header_only only(append_to(got));
            const auto taken = deliver(std::ref(only), whole, piece);
            CHECK(got == header);
            CHECK(taken >= header.size());
            CHECK(taken < header.size() + piece);
            got.clear();  // the next message begins anew
            deliver(std::ref(only), whole, piece);
            CHECK(got == header);
        }
}

}  // namespace popline::test
