// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "visited.hpp"

// The tool that was built with -Dsqlite=false.

namespace popline::test {

TEST_CASE("without SQLite, sync says what is missing, and fetch works") {
    visited here;
    for (const std::string option : {"", " --dry-run"}) {
        CHECK(here.ask("sync" + option, "maildir:mail") == 1);
        CHECK(here.complains_once_of("sync needs SQLite for its ledger"));
    }
    CHECK(here.ask("fetch", "inbox") == 0);
    CHECK(here.files() == 3);
}

}  // namespace popline::test
