// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <sys/stat.h>

#include <popline/file_name.hpp>

#include "one_delivery.hpp"

namespace popline::test {

namespace {

const delivery_kind& folder_kind = delivery_kinds[1];
const std::vector<delivered> one_stored = {delivered::stored};
const std::vector<delivered> existing = {delivered::existing};

std::string hex_of(const std::string& text) {
    return hexadecimal(digest_of(text));
}

std::vector<std::string> file_names(const one_delivery& to) {
    std::vector<std::string> made;
    for (const auto& name : to.names())
        made.push_back(name.filename().string());
    return made;
}

}  // namespace

TEST_CASE("a file is named from the unique-id, or from the digest if there is none") {
    one_delivery to(folder_kind);
    const auto results = to.deliver({{"17", "one"}, {"../Up", "two"}, {"", "three"}});
    const std::vector<std::string> expected = {file_name("../Up") + ".eml",
                                               "%no-unique-id%+" + hex_of("three") + ".eml", "17.eml"};
    CHECK(file_names(to) == expected);
    CHECK(results[0].place == (to.folder / "mail" / "17.eml").string());
    CHECK(text_of(results[2].place) == "three");
}

TEST_CASE(
    "[R100] two messages with one unique-id are two files, in one group, over time, and of two accounts") {
    for (const int runs : {1, 2, 3}) {
        one_delivery to(folder_kind);
        const std::vector<test_message> messages = {{"a", "one"}, {"a", "two"}, {"a", "three", "bob"}};
        std::vector<delivered> outcomes;
        for (std::size_t at = 0; at < messages.size(); ++at) {
            if (runs > 1) outcomes.push_back(to.deliver({messages[at]})[0].how);
            if (runs > 2) to.begin_run();
        }
        if (runs == 1) outcomes = ways(to.deliver(messages));
        CHECK(outcomes == std::vector<delivered>(3, delivered::stored));
        auto expected = std::vector<std::string>{"a%+" + hex_of("two") + ".eml",
                                                 "a%+" + hex_of("three") + ".eml", "a.eml"};
        std::sort(expected.begin(), expected.end());
        CHECK(file_names(to) == expected);
        CHECK(text_of(to.folder / "mail" / "a.eml") == "one");
        CHECK(ways(to.deliver(messages)) == std::vector<delivered>(3, delivered::existing));
        CHECK(to.texts().size() == 3);
    }
}

TEST_CASE("[R100] a message that was stored beside another one is found after that one is gone") {
    one_delivery to(folder_kind);
    to.deliver({{"a", "one"}, {"a", "two"}});
    std::filesystem::remove(to.folder / "mail" / "a.eml");
    to.begin_run();
    CHECK(ways(to.deliver({{"a", "two"}})) == existing);
    CHECK(to.texts() == std::vector<std::string>{"two"});
    CHECK(ways(to.deliver({{"a", "one"}})) == one_stored);
    CHECK(to.texts() == std::vector<std::string>{"one", "two"});
}

TEST_CASE("[R94] a file that is found is not accepted if a sync of its folder has failed in this run") {
    for (const auto& kind : {delivery_kinds[0], delivery_kinds[1]}) {
        CAPTURE(std::string(kind.name));
        one_delivery to(kind);
        to.deliver({{"a", "one"}});
        to.begin_run();
        to.deliver({{"b", "two"}});
        bool breaks = true;
        to.files.on_call = [&](const std::string& name) {
            if (breaks && name == "sync_folder") to.files.fails_at = to.files.calls + 1;
        };
        CHECK(ways(to.deliver({{"c", "three"}})) == std::vector<delivered>{delivered::failed});
        breaks = false;
        // The name of `a` may be one of those that the failed sync has lost.
        CHECK(ways(to.deliver({{"a", "one"}})) == std::vector<delivered>{delivered::failed});
        CHECK(to.texts() == std::vector<std::string>{"one", "two"});
        to.begin_run();
        CHECK(ways(to.deliver({{"a", "one"}})) == existing);
    }
}

TEST_CASE("[R100] messages without a unique-id are stored once in three runs") {
    one_delivery to(folder_kind);
    for (int run = 0; run < 3; ++run) {
        const auto expected = std::vector<delivered>(3, run == 0 ? delivered::stored : delivered::existing);
        CHECK(ways(to.deliver({{"", "one"}, {"", "two"}, {"", ""}})) == expected);
        to.begin_run();
    }
    CHECK(to.texts() == std::vector<std::string>{"", "one", "two"});
}

TEST_CASE(
    "[R118] a link, a FIFO, a folder and an empty file are never taken for the message, and stay unchanged") {
    for (const std::string what : {"link", "dangling link", "folder", "fifo", "empty"}) {
        CAPTURE(what);
        one_delivery to(folder_kind);
        const auto mail = to.folder / "mail";
        std::filesystem::create_directory(mail);
        to.folder.write("same", "small");
        const auto name = mail / "one.eml";
        if (what == "link") std::filesystem::create_symlink(to.folder / "same", name);
        if (what == "dangling link") std::filesystem::create_symlink("nowhere", name);
        if (what == "folder") std::filesystem::create_directory(name);
        if (what == "fifo") REQUIRE(::mkfifo(name.c_str(), 0600) == 0);
        if (what == "empty") std::ofstream(name) << "";
        const auto before = std::filesystem::symlink_status(name).type();
        for (int run = 0; run < 2; ++run) {
            const auto results = to.deliver({{"one", "small"}});
            CHECK(results[0].how == (run == 0 ? delivered::stored : delivered::existing));
            CHECK(results[0].place == (mail / ("one%+" + hex_of("small") + ".eml")).string());
            to.begin_run();
        }
        CHECK(std::filesystem::symlink_status(name).type() == before);
        if (what == "empty") CHECK(text_of(name).empty());
    }
}

TEST_CASE("[R100] a file that another program makes during the flush is compared, and never replaced") {
    for (const std::string theirs : {"mine", "theirs"}) {
        one_delivery to(folder_kind);
        bool has_written = false;
        to.files.on_call = [&](const std::string& name) {
            if (name == "rename_unless_taken" && !std::exchange(has_written, true))
                std::ofstream(to.folder / "mail" / "a.eml") << theirs;
        };
        const auto results = to.deliver({{"a", "mine"}});
        CHECK(results[0].how == (theirs == "mine" ? delivered::existing : delivered::stored));
        CHECK(text_of(to.folder / "mail" / "a.eml") == theirs);
        CHECK(text_of(results[0].place) == "mine");
        CHECK(to.texts().size() == (theirs == "mine" ? 1U : 2U));
        CHECK(to.temporary_files().empty());
    }
}

}  // namespace popline::test
