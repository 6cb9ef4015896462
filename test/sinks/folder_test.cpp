// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <popline/error.hpp>
#include <popline/folder.hpp>

#include "breakable_files.hpp"
#include "scratch_folder.hpp"
#include "sinks/folder.hpp"

namespace popline::test {

namespace {

namespace fs = std::filesystem;
using story = std::vector<std::string>;

/// The calls for folders inside the scratch folder.
story story_of(const scratch_folder& in, const fs::path& folder, std::size_t fails_at = 0) {
    breakable_files files;
    files.below = in / "";
    files.fails_at = fails_at;
    sinks::make_folder(files, folder);
    story found;
    for (const auto& call : files.story)
        if (call.find("..") == call.npos) found.push_back(call);
    return found;
}

const std::string digits = "0123456789abcdef0123456789abcdef";

void age(const fs::path& name, std::chrono::hours by) {
    fs::last_write_time(name, fs::file_time_type::clock::now() - by);
}

}  // namespace

TEST_CASE("[R119] after a folder is made its parent is synced, before the next folder is made in it") {
    scratch_folder in;
    const story expected = {"make_folder a", "sync_folder .",     "make_folder a/b",
                            "sync_folder a", "make_folder a/b/c", "sync_folder a/b"};
    CHECK(story_of(in, in / "a/b/c") == expected);
    CHECK(fs::is_directory(in / "a/b/c"));
}

TEST_CASE(
    "[R119] existing folders are synced, too: the run that made them may have been killed before its sync") {
    scratch_folder in;
    fs::create_directories(in / "a/b");
    CHECK(story_of(in, in / "a/b") == story{"sync_folder .", "sync_folder a"});
    CHECK(story_of(in, in / "a//b/") == story{"sync_folder .", "sync_folder a"});
}

TEST_CASE("[R119] after folders are made in a folder, it is synced once, also if they exist") {
    scratch_folder in;
    for (const bool exist : {false, true}) {
        breakable_files files;
        files.below = in / "";
        sinks::make_folder(files, in / "a", {"b", "c"});
        story found;
        for (const auto& call : files.story)
            if (call.find("..") == call.npos) found.push_back(call);
        const story expected = exist ? story{"sync_folder .", "sync_folder a"}
                                     : story{"make_folder a", "sync_folder .", "make_folder a/b",
                                             "make_folder a/c", "sync_folder a"};
        CHECK(found == expected);
    }
    CHECK(fs::is_directory(in / "a/b"));
    CHECK(fs::is_directory(in / "a/c"));
}

TEST_CASE("the entries of a folder are listed by their names, and a missing folder is an error") {
    scratch_folder in;
    fs::create_directory(in / "folder");
    in.write(".hidden", "");
    in.write("file", "");
    std::set<std::string> names;
    const auto take = [&names](std::string_view name) { names.emplace(name); };
    CHECK_FALSE(sinks::system_files().list(in / "", take));
    CHECK(names == in.names());
    CHECK(sinks::system_files().list(in / "none", take) == boost::system::errc::no_such_file_or_directory);
}

TEST_CASE("a data sync fails for what is no open file") {
    auto& system = sinks::system_files();
    CHECK(system.sync_data(sinks::file_system::none) == boost::system::errc::bad_file_descriptor);
    system.start_write_back(sinks::file_system::none, 0, 1);
}

TEST_CASE("[R119] a folder that cannot be made or synced is an error that has its name") {
    scratch_folder in;
    std::size_t failures = 0;
    for (std::size_t at = 1;; ++at) {
        fs::remove_all(in / "a");
        breakable_files files;
        files.fails_at = at;
        try {
            sinks::make_folder(files, in / "a/b");
        } catch (const error& why) {
            CHECK(why.code() == errc::file_failed);
            CHECK(why.cause() == boost::system::errc::no_space_on_device);
            ++failures;
            continue;
        }
        break;
    }
    CHECK(failures >= 4);
    in.write("file", "");
    CHECK_THROWS_AS(make_folder(in / "file"), error);
    CHECK_THROWS_AS(make_folder(in / "file/below"), error);
    fs::create_symlink("nowhere", in / "link");
    CHECK_THROWS_AS(make_folder(in / "link"), error);
}

TEST_CASE("[R119] a path may be relative, and may go through a link to a folder") {
    scratch_folder in;
    fs::create_directory(in / "real");
    fs::create_symlink("real", in / "link");
    make_folder(in / "link/below");
    CHECK(fs::is_directory(in / "real/below"));
    const auto before = fs::current_path();
    fs::current_path(in / "real");
    make_folder("one/two");
    make_folder("./one/../three/");
    make_folder(".");
    fs::current_path(before);
    CHECK(fs::is_directory(in / "real/one/two"));
    CHECK(fs::is_directory(in / "real/three"));
}

TEST_CASE("[R111] temporary files of killed runs are removed if they are old") {
    scratch_folder in;
    in.write(".popline-" + digits, "half a message");
    in.write(".popline-f" + digits.substr(1), "of a run that is alive");
    age(in / (".popline-" + digits), std::chrono::hours(25));
    age(in / (".popline-f" + digits.substr(1)), std::chrono::hours(23));
    CHECK(remove_stale_files(in / "") == 1);
    CHECK(in.names() == std::set<std::string>{".popline-f" + digits.substr(1)});
    CHECK(remove_stale_files(in / "", std::chrono::hours(1)) == 1);
    CHECK(remove_stale_files(in / "missing") == 0);
}

TEST_CASE("[R111] files with other names, folders, links and FIFOs are never removed as temporary files") {
    scratch_folder in;
    std::set<std::string> others = {
        ".popline-",
        ".popline-" + digits + "0",
        ".popline-" + digits.substr(1),
        ".popline-" + digits.substr(1) + "F",
        ".popline-" + digits.substr(1) + "g",
        "popline-" + digits,
        "." + digits,
        "x.popline-" + digits,
        ".popline-" + digits + ".eml",
        "mail.eml",
    };
    for (const auto& name : others) {
        in.write(name, "mine");
        age(in / name, std::chrono::hours(1000));
    }
    const auto link = ".popline-a" + digits.substr(1);
    const auto folder = ".popline-b" + digits.substr(1);
    const auto fifo = ".popline-c" + digits.substr(1);
    fs::create_symlink("mail.eml", in / link);
    const timespec long_ago[2] = {{1, 0}, {1, 0}};
    REQUIRE(::utimensat(AT_FDCWD, (in / link).c_str(), long_ago, AT_SYMLINK_NOFOLLOW) == 0);
    fs::create_directory(in / folder);
    REQUIRE(::mkfifo((in / fifo).c_str(), 0600) == 0);
    age(in / folder, std::chrono::hours(1000));
    age(in / fifo, std::chrono::hours(1000));
    others.insert({link, folder, fifo});
    if (::geteuid() == 0) {
        const auto theirs = ".popline-d" + digits.substr(1);
        in.write(theirs, "another user's");
        REQUIRE(::chown((in / theirs).c_str(), 12345, 12345) == 0);
        age(in / theirs, std::chrono::hours(1000));
        others.insert(theirs);
    }
    CHECK(remove_stale_files(in / "") == 0);
    CHECK(in.names() == others);
}

}  // namespace popline::test
