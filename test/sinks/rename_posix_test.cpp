// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/blocking_file.hpp>
#include <popline/error.hpp>

#include "deliver.hpp"
#include "scratch_folder.hpp"
#include "sinks/rename_unless_taken.hpp"

namespace popline::test {

TEST_CASE(
    "[R109] the portable way says that it cannot rename in one step, and a file gets its name by a link") {
    scratch_folder folder;
    folder.write("from", "message");
    CHECK(sinks::rename_unless_taken(folder / "from", folder / "to")
          == boost::system::errc::function_not_supported);
    CHECK(folder.names() == std::set<std::string>{"from"});
    deliver(blocking_file(folder / "to"), "stored");
    CHECK(folder.text("to") == "stored");
    CHECK_THROWS_AS(deliver(blocking_file(folder / "to"), "another"), error);
    CHECK(folder.text("to") == "stored");
    CHECK(folder.names() == std::set<std::string>{"from", "to"});
}

}  // namespace popline::test
