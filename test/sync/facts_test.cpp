// SPDX-License-Identifier: BSL-1.0
#include "sync/facts.hpp"

#include <doctest/doctest.h>

namespace popline::test {

TEST_CASE("facts are written as words after the quirks, and read again") {
    for (const std::string text :
         {"", "open-commit", "refuses-uidl", "breaks-pipelining cuts-after=3 open-commit",
          "refuses-uidl offers=SASL%20PLAIN%0AX%25%0A offers-at=1800000000 open-commit",
          "ends-at-capa ended-at-capa doubts-shared-ids open-commit"}) {
        CAPTURE(text);
        CHECK(syncing::to_text(syncing::facts_from(text)) == text);
    }
    CHECK(syncing::facts_from("open-commit").has_open_commit);
    CHECK_FALSE(syncing::facts_from("reopen-commit").has_open_commit);
}

TEST_CASE("what a server offers is kept, whatever its octets, and is no other fact") {
    const auto offers = std::string("X open-commit\nrefuses-capa \0\xFF%\n", 31);
    syncing::facts known;
    known.offers = offers;
    known.offers_at = std::chrono::sys_seconds(std::chrono::seconds(1));
    CHECK(syncing::facts_from(syncing::to_text(known)) == known);
    for (const auto* const broken : {"offers=%", "offers=%4", "offers=%4G", "offers=a b", "offers=a/"}) {
        CAPTURE(broken);
        CHECK(syncing::facts_from(broken).offers == (std::string_view(broken) == "offers=a b" ? "a" : ""));
    }
}

}  // namespace popline::test
