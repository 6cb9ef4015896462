// SPDX-License-Identifier: BSL-1.0
#include "stored_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "office.hpp"

namespace popline::test {

TEST_CASE("[R100] a file has the listed size if each line end counts as two bytes, or as one") {
    scratch_folder folder;
    const auto name = folder.path / "one.eml";
    std::ofstream(name, std::ios::binary) << "a: b\r\n\r\ntext\r\n";
    CHECK(::tool::has_listed_size(name, 14));
    CHECK(::tool::has_listed_size(name, 11));
    for (const std::uint64_t other : {0, 1, 7, 10, 12, 13, 15, 28})
        CHECK_FALSE(::tool::has_listed_size(name, other));
    CHECK(::tool::is_message_file(name));
}

TEST_CASE("[R118] a link, a folder, a FIFO and an empty file have no size, and are never opened") {
    scratch_folder folder;
    std::ofstream(folder.path / "file") << "12345";
    fs::create_symlink("file", folder.path / "link");
    fs::create_symlink("nowhere", folder.path / "dangling");
    std::ofstream(folder.path / "empty").flush();
    REQUIRE(::mkfifo((folder.path / "fifo").c_str(), 0600) == 0);
    for (const std::string name : {"link", "dangling", "empty", "fifo", "inbox", "missing"}) {
        CAPTURE(name);
        CHECK_FALSE(::tool::is_message_file(folder.path / name));
        for (const std::uint64_t size : {0, 5, 4096})
            CHECK_FALSE(::tool::has_listed_size(folder.path / name, size));
    }
}

}  // namespace popline::test
