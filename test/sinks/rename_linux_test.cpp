// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "scratch_folder.hpp"
#include "sinks/rename_unless_taken.hpp"

namespace popline::test {

TEST_CASE("[R109] on Linux a file gets a free name in one step, and a taken name stays as it is") {
    scratch_folder folder;
    folder.write("from", "message");
    CHECK_FALSE(sinks::rename_unless_taken(folder / "from", folder / "to"));
    CHECK(folder.names() == std::set<std::string>{"to"});
    folder.write("from", "other");
    CHECK(sinks::rename_unless_taken(folder / "from", folder / "to") == boost::system::errc::file_exists);
    CHECK(folder.text("to") == "message");
    CHECK(folder.text("from") == "other");
}

}  // namespace popline::test
