// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <vector>

#include "file_kinds.hpp"

namespace popline::test {

namespace {

namespace system_errc = boost::system::errc;
using error_code = boost::system::error_code;

/// The codes with which file systems report that they lack both calls.
const std::vector<system_errc::errc_t> ways_to_say_no = {
    system_errc::invalid_argument,        system_errc::function_not_supported,
    system_errc::operation_not_permitted, system_errc::operation_not_supported,
    system_errc::permission_denied,       system_errc::too_many_links,
    system_errc::cross_device_link,       system_errc::inappropriate_io_control_operation,
};

}  // namespace

TEST_CASE("[R109] without renameat2 flags a file gets its name by a link") {
    scratch_folder folder;
    kinds of;
    for (const auto& make : of.all())
        for (const auto no : ways_to_say_no) {
            breakable_files files;
            files.no_rename_unless_taken = make_error_code(no);
            deliver(make(folder / "one", files), large_message);
            CHECK(folder.text("one") == large_message);
            CHECK(folder.names().size() == 1);
            CHECK(failure_to_deliver(make(folder / "one", files)).cause() == system_errc::file_exists);
            std::filesystem::remove(folder / "one");
        }
}

TEST_CASE("[R109] without flags and links an empty file reserves the name, and the file is renamed over it") {
    scratch_folder folder;
    kinds of;
    for (const auto& make : of.all())
        for (const auto no : ways_to_say_no) {
            breakable_files files;
            files.below = folder / "";
            files.no_rename_unless_taken = make_error_code(no);
            files.no_link = make_error_code(no);
            deliver(make(folder / "one", files), "short");
            CHECK(folder.text("one") == "short");
            CHECK(folder.names().size() == 1);
            const std::vector<std::string> expected = {"create temporary",
                                                       "write temporary",
                                                       "sync temporary",
                                                       "close temporary",
                                                       "rename_unless_taken temporary one",
                                                       "link temporary one",
                                                       "create one",
                                                       "close one",
                                                       "rename temporary one",
                                                       "sync_folder ."};
            CHECK(files.story == expected);
            std::filesystem::remove(folder / "one");
        }
}

TEST_CASE("[R82][R109] without flags and links a file that takes the name first is not overwritten") {
    scratch_folder folder;
    kinds of;
    for (const auto& make : of.all())
        for (const std::string moment : {"create", "close", "link"}) {
            breakable_files files;
            files.no_rename_unless_taken = make_error_code(system_errc::invalid_argument);
            files.no_link = make_error_code(system_errc::operation_not_permitted);
            bool wrote = false;
            files.on_call = [&](const std::string& name) {
                if (name == moment && !std::exchange(wrote, true)) folder.write("one", "another's");
            };
            CHECK(failure_to_deliver(make(folder / "one", files)).cause() == system_errc::file_exists);
            CHECK(folder.text("one") == "another's");
            CHECK(folder.names().size() == 1);
            std::filesystem::remove(folder / "one");
        }
}

TEST_CASE("[R82][R109] without flags and links no name stays, whichever call fails") {
    scratch_folder folder;
    kinds of;
    for (const auto& make : of.all())
        for (std::size_t at = 1;; ++at) {
            breakable_files files;
            files.no_rename_unless_taken = make_error_code(system_errc::invalid_argument);
            files.no_link = make_error_code(system_errc::operation_not_permitted);
            files.fails_at = at;
            try {
                deliver(make(folder / "one", files), "short");
            } catch (const error& why) {
                CHECK(why.cause() == system_errc::no_space_on_device);
                CHECK(folder.names().empty());
                continue;
            }
            CHECK(folder.text("one") == "short");
            CHECK(folder.names().size() == 1);
            std::filesystem::remove(folder / "one");
            if (files.calls < at) {
                CHECK(at == 11);
                break;
            }
        }
}

TEST_CASE("[R109] the empty file that a kill leaves under the name is not taken for the message") {
    scratch_folder folder;
    kinds of;
    for (const auto which : {existing::keep, existing::set_aside})
        for (const auto& make : of.all(which)) {
            folder.write("one.eml", "");
            breakable_files files;
            deliver(make(folder / "one.eml", files), "message");
            CHECK(folder.text("one.eml").empty());
            REQUIRE(folder.names().size() == 2);
            const auto beside = *std::next(folder.names().begin(), 0) == "one.eml" ? *folder.names().rbegin()
                                                                                   : *folder.names().begin();
            CHECK(folder.text(beside) == "message");
            for (const auto& name : folder.names())
                std::filesystem::remove(folder / name);
        }
}

}  // namespace popline::test
