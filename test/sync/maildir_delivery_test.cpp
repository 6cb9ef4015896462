// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <sys/stat.h>

#include <popline/error.hpp>
#include <regex>

#include "one_delivery.hpp"
#include "sync/maildir_name.hpp"

namespace popline::test {

namespace {

namespace fs = std::filesystem;

const delivery_kind& maildir_kind = delivery_kinds[0];
const std::vector<delivered> one_stored = {delivered::stored};
const std::vector<delivered> existing = {delivered::existing};

std::ptrdiff_t place_of(const std::vector<std::string>& calls, const std::string& call) {
    return std::find(calls.begin(), calls.end(), call) - calls.begin();
}

/// Moves a delivered file as a reader does.
fs::path move_to_cur(const one_delivery& to, const fs::path& name, const std::string& flags) {
    auto moved = to.folder / "mail" / "cur" / (name.filename().string() + flags);
    fs::rename(name, moved);
    return moved;
}

std::size_t count_in_cur(const one_delivery& to) {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& one : fs::directory_iterator(to.folder / "mail" / "cur"))
        ++count;
    return count;
}

}  // namespace

TEST_CASE(
    "a Maildir name has the time, a unique part with the token, the host, and the size; names are in order") {
    one_delivery to(maildir_kind);
    const std::vector<test_message> messages = {{"c", "1234567"}, {"b", "12"}, {"a", "123"}};
    const auto results = to.deliver(messages);
    const std::regex form(R"((\d+)\.M(\d{6})P\d+Q\d+T([0-9a-f]{32})\.([A-Za-z0-9._-]+),S=(\d+))");
    std::vector<std::string> names;
    for (std::size_t at = 0; at < messages.size(); ++at) {
        const fs::path place = results[at].place;
        CHECK(place.parent_path() == to.folder / "mail" / "new");
        names.push_back(place.filename().string());
        std::smatch part;
        REQUIRE(std::regex_match(names.back(), part, form));
        CHECK(part[3] == syncing::token_of(received(messages[at], 1)));
        CHECK(part[5] == std::to_string(messages[at].text.size()));
    }
    CHECK(std::is_sorted(names.begin(), names.end()));
    CHECK(fs::is_directory(to.folder / "mail" / "cur"));
    CHECK(fs::is_directory(to.folder / "mail" / "tmp"));
}

TEST_CASE("the token depends on the account, the unique-id and the bytes, and is read under any flags") {
    const auto token = [](const std::string& account, const std::string& id, const std::string& text) {
        return syncing::token_of(received({id, text, account}, 1));
    };
    const auto one = token("ada", "1", "text");
    CHECK(one.size() == 32);
    CHECK(one == token("ada", "1", "text"));
    for (const auto& other :
         {token("bob", "1", "text"), token("ada", "2", "text"), token("ada", "1", "other"),
          token("ada1", "", "text"), token("", "ada1", "text")})
        CHECK(one != other);
    for (const auto* flags : {"", ":2,", ":2,RS", ",W=9:2,S"})
        CHECK(syncing::token_in("1700000000.M000001P2Q3T" + one + ".a.host,S=4" + flags) == one);
    for (const std::string& name :
         {std::string(), std::string("1700000000"), std::string("1700000000.M1P2.host,S=4"),
          "1.T" + one.substr(1), "1.Q3T" + one.substr(1) + "g.host", one, ".popline-" + one,
          "1." + one + ".host", "T" + one + ".x.host"})
        CHECK(syncing::token_in(name).empty());
}

TEST_CASE(
    "[R118] what a killed run delivered is found in new and in cur, under any flags, and synced with its "
    "folder") {
    for (const std::string flags : {"-", "", ":2,", ":2,RS", ",W=9:2,FS"}) {
        CAPTURE(flags);
        one_delivery to(maildir_kind);
        fs::path name = to.deliver({{"a", "text"}})[0].place;
        if (flags != "-") name = move_to_cur(to, name, flags);
        to.begin_run();
        to.files.story.clear();
        const auto results = to.deliver({{"a", "text"}});
        CHECK(ways(results) == existing);
        CHECK(results[0].place == name.string());
        const auto& calls = to.files.story;
        const auto file = name.lexically_relative(to.folder / "mail");
        const auto synced = place_of(calls, "sync " + file.string());
        CHECK(synced < place_of(calls, "sync_folder " + file.parent_path().string()));
        CHECK(calls.back() == "sync_folder " + file.parent_path().string());
        CHECK(to.texts().size() + count_in_cur(to) == 1);
        CHECK(to.temporary_files().empty());
    }
}

TEST_CASE("a file that a reader moves after new and cur were read is found all the same") {
    one_delivery to(maildir_kind);
    const auto first = to.deliver({{"a", "one"}, {"b", "two"}});
    to.begin_run();
    to.deliver({{"c", "three"}});  // reads new and cur
    const auto moved = move_to_cur(to, first[0].place, ":2,S");
    // The second file is moved after the names of the group were read.
    fs::path also;
    to.files.on_call = [&](const std::string& name) {
        if (name == "open" && also.empty()) also = move_to_cur(to, first[1].place, ":2,");
    };
    const auto results = to.deliver({{"b", "two"}, {"a", "one"}});
    CHECK(ways(results) == std::vector<delivered>(2, delivered::existing));
    CHECK(results[0].place == also.string());
    CHECK(results[1].place == moved.string());
    CHECK(to.texts() == std::vector<std::string>{"three"});
}

TEST_CASE("a message that cannot be compared to the file of an earlier run is not stored beside it") {
    one_delivery to(maildir_kind);
    to.deliver({{"a", "one"}});
    to.begin_run();
    to.files.on_call = [&](const std::string& name) {
        if (name == "open") to.files.fails_at = to.files.calls + 1;
    };
    CHECK(ways(to.deliver({{"a", "one"}})) == std::vector{delivered::failed});
    CHECK(to.texts() == std::vector<std::string>{"one"});
    to.files.on_call = [](const std::string&) {};
    to.files.fails_at = 0;
    to.begin_run();
    CHECK(ways(to.deliver({{"a", "one"}})) == existing);
}

TEST_CASE("new and cur are read once, before the first flush, and again only for a group that may be there") {
    one_delivery to(maildir_kind);
    const auto lists = [&] { return std::count(to.files.story.begin(), to.files.story.end(), "list new"); };
    to.deliver({{"a", "one"}});
    to.deliver({{"b", "two"}});
    CHECK(lists() == 1);
    to.deliver({{"a", "one"}, {"b", "two"}});
    CHECK(lists() == 2);
    CHECK(to.texts().size() == 2);
}

TEST_CASE(
    "[R118] a file that a reader changed, a link and a FIFO are not taken for the message: it is delivered "
    "again") {
    for (const std::string what : {"changed", "empty", "link", "fifo"}) {
        CAPTURE(what);
        one_delivery to(maildir_kind);
        const fs::path name = to.deliver({{"a", "text"}})[0].place;
        to.folder.write("same", "text");
        fs::remove(name);
        if (what == "changed") std::ofstream(name) << "TEXT";
        if (what == "empty") std::ofstream(name) << "";
        if (what == "link") fs::create_symlink(to.folder / "same", name);
        if (what == "fifo") REQUIRE(::mkfifo(name.c_str(), 0600) == 0);
        to.begin_run();
        const auto results = to.deliver({{"a", "text"}});
        CHECK(ways(results) == one_stored);
        CHECK(results[0].place != name.string());
        CHECK(text_of(results[0].place) == "text");
        CHECK(fs::exists(fs::symlink_status(name)));
    }
}

TEST_CASE("two accounts that have the same message with the same unique-id get one file each") {
    one_delivery to(maildir_kind);
    const std::vector<test_message> messages = {{"1", "same", "ada"}, {"1", "same", "bob"}};
    const auto first = to.deliver({messages[0]});
    const auto second = to.deliver({messages[1]});
    CHECK(ways(first) == one_stored);
    CHECK(ways(second) == one_stored);
    to.begin_run();
    const auto again = to.deliver(messages);
    CHECK(ways(again) == std::vector<delivered>(2, delivered::existing));
    CHECK(again[0].place == first[0].place);
    CHECK(again[1].place == second[0].place);
    CHECK(to.texts() == std::vector<std::string>{"same", "same"});
}

TEST_CASE(
    "[R94] if the folder cannot be synced, the whole group fails and is taken back, and the next run "
    "delivers it") {
    one_delivery to(maildir_kind);
    to.deliver({{"z", "before"}});
    bool breaks = true;
    to.files.on_call = [&](const std::string& name) {
        if (breaks && name == "sync_folder") to.files.fails_at = to.files.calls + 1;
    };
    const auto results = to.deliver({{"a", "one"}, {"b", "two"}});
    CHECK(ways(results) == std::vector<delivered>(2, delivered::failed));
    CHECK(to.files.failed == "sync_folder new");
    CHECK(results[0].words.find("/new") != std::string::npos);
    CHECK(to.texts() == std::vector<std::string>{"before"});
    breaks = false;
    CHECK(ways(to.deliver({{"a", "one"}, {"b", "two"}})) == std::vector<delivered>(2, delivered::stored));
}

TEST_CASE(
    "[R94] removals in new are synced before the first file of a run gets its name, and before the next one "
    "after files were taken back") {
    one_delivery to(maildir_kind);
    const auto syncs = [&](bool is_first) {
        const auto& calls = to.files.story;
        const auto renamed = std::find_if(calls.begin(), calls.end(),
                                          [](const auto& call) { return call.starts_with("rename"); });
        CHECK((std::find(calls.begin(), renamed, "sync_folder new") != renamed) == is_first);
        const auto made = std::count(calls.begin(), calls.end(), "sync_folder new");
        to.files.story.clear();
        return made;
    };
    to.deliver({{"a", "one"}});
    CHECK(syncs(true) == 2);
    to.deliver({{"b", "two"}, {"c", "three"}});
    CHECK(syncs(false) == 1);
    bool breaks = true;
    to.files.on_call = [&](const std::string& name) {
        if (std::exchange(breaks, breaks && name != "sync_folder") != breaks)
            to.files.fails_at = to.files.calls + 1;
    };
    CHECK(ways(to.deliver({{"d", "four"}})) == std::vector<delivered>{delivered::failed});
    to.files.story.clear();
    CHECK(ways(to.deliver({{"d", "four"}})) == one_stored);
    CHECK(syncs(true) == 2);
    to.begin_run();
    CHECK(ways(to.deliver({{"d", "four"}})) == existing);
    CHECK(syncs(true) == 1);
    to.deliver({{"e", "five"}});
    CHECK(syncs(true) == 2);
    CHECK(to.texts() == std::vector<std::string>{"five", "four", "one", "three", "two"});
}

TEST_CASE(
    "[R94] if removals cannot be synced, no file of this run gets a name, and the next run delivers it") {
    one_delivery to(maildir_kind);
    to.deliver({{"a", "one"}});
    bool breaks = true;
    to.files.with = make_error_code(boost::system::errc::io_error);
    to.files.on_call = [&](const std::string& name) {
        if (breaks && name == "sync_folder") to.files.fails_at = to.files.calls + 1;
    };
    to.deliver({{"b", "two"}});
    to.deliver({{"b", "two"}});
    breaks = false;
    to.files.story.clear();
    const auto results = to.deliver({{"b", "two"}, {"c", "three"}});
    CHECK(ways(results) == std::vector<delivered>(2, delivered::failed));
    CHECK(results[1].cause == boost::system::errc::io_error);
    CHECK(results[1].words.find("/new") != std::string::npos);
    for (const auto& call : to.files.story)
        CHECK_FALSE((call.starts_with("rename") || call.starts_with("sync_folder")));
    CHECK(to.texts() == std::vector<std::string>{"one"});
    CHECK(to.temporary_files().empty());
    to.begin_run();
    CHECK(ways(to.deliver({{"b", "two"}})) == one_stored);
}

TEST_CASE(
    "[R94] a file that is found in new is not accepted beside a file for which removals cannot be synced") {
    one_delivery to(maildir_kind);
    to.deliver({{"a", "one"}});
    to.begin_run();
    bool was_written = false, has_broken = false;
    to.files.on_call = [&](const std::string& name) {
        was_written = was_written || name == "sync_data" || name == "sync";
        // the first sync of a folder after the files were written is that of the removals
        if (name != "sync_folder" || !was_written || std::exchange(has_broken, true)) return;
        to.files.fails_at = to.files.calls + 1;
    };
    const auto results = to.deliver({{"a", "one"}, {"b", "two"}});
    CHECK(to.files.failed == "sync_folder new");
    CHECK(ways(results) == std::vector<delivered>(2, delivered::failed));
    to.begin_run();
    CHECK(ways(to.deliver({{"a", "one"}, {"b", "two"}}))
          == std::vector<delivered>{delivered::existing, delivered::stored});
}

TEST_CASE("a file that a reader moves before it can be taken back is found by the same run") {
    one_delivery to(maildir_kind);
    to.deliver({{"a", "one"}});
    bool breaks = true;
    to.files.on_call = [&](const std::string& name) {
        if (!breaks || name != "sync_folder") return;
        breaks = false;
        to.files.fails_at = to.files.calls + 1;
        for (const auto& file : to.names())
            if (text_of(file) == "two") move_to_cur(to, file, ":2,S");
    };
    CHECK(ways(to.deliver({{"b", "two"}})) == std::vector<delivered>{delivered::failed});
    CHECK(ways(to.deliver({{"b", "two"}})) == existing);
    CHECK(count_in_cur(to) == 1);
    CHECK(to.texts() == std::vector<std::string>{"one"});
}

TEST_CASE("a name that belongs to a file instead of a folder fails each message with the system's code") {
    one_delivery to(maildir_kind);
    fs::create_directory(to.folder / "mail");
    std::ofstream(to.folder / "mail" / "new") << "";
    const auto results = to.deliver({{"a", "one"}});
    CHECK(ways(results) == std::vector<delivered>{delivered::failed});
    CHECK(results[0].cause == boost::system::errc::not_a_directory);
    CHECK(results[0].words.find("/mail/new") != std::string::npos);
}

}  // namespace popline::test
