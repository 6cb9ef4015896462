// SPDX-License-Identifier: BSL-1.0
#include "sync/facts.hpp"

#include <doctest/doctest.h>

namespace popline::test {

TEST_CASE("facts are written as words after the quirks, and read again") {
    for (const std::string text :
         {"", "open-commit", "refuses-uidl", "breaks-pipelining cuts-after=3 open-commit"}) {
        CAPTURE(text);
        CHECK(syncing::to_text(syncing::facts_from(text)) == text);
    }
    CHECK(syncing::facts_from("open-commit").has_open_commit);
    CHECK_FALSE(syncing::facts_from("reopen-commit").has_open_commit);
}

}  // namespace popline::test
