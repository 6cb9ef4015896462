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
}

TEST_CASE("[R100] a file begins with bytes if it has all of them, in pieces of any size") {
    scratch_folder folder;
    const auto name = folder.path / "one.eml";
    const auto text = "a: b\r\n\r\n" + std::string(200'000, 'x') + "\r\n";
    std::ofstream(name, std::ios::binary) << text;
    for (const std::size_t size : {0, 1, 8, 100'000, 200'010}) {
        auto part = text.substr(0, size);
        CHECK(::tool::begins_with(name, part));
        if (part.empty()) continue;
        ++part.back();
        CHECK_FALSE(::tool::begins_with(name, part));
    }
    CHECK_FALSE(::tool::begins_with(name, text + "x"));
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
        for (const std::uint64_t size : {0, 5, 4096})
            CHECK_FALSE(::tool::has_listed_size(folder.path / name, size));
        CHECK_FALSE(::tool::begins_with(folder.path / name, "1"));
    }
}

}  // namespace popline::test
