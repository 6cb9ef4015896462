// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "visited.hpp"

// `popline import`, run as a user runs it.

namespace popline::test {

namespace {

struct importing : visited {
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder.path / name, std::ios::binary) << text;
    }
    std::string account() const { return "user@127.0.0.1:" + std::to_string(there.server.tls_port()); }
    int import(const std::string& words) { return run(tool + " import " + words); }
    int import_from(const std::string& program, const std::string& more = "") {
        return import("--from " + program + " state --ledger sqlite:box.ledger --account " + account()
                      + more);
    }
};

}  // namespace

TEST_CASE("after an import, sync retrieves only what the other program did not") {
    const struct {
        std::string program, text;
    } rows[] = {
        {"mpop", "# comment\n 2 127.0.0.1 user\nid-1\nid-3\n"},
        {"getmail", "id-1|1795923480\nid-3|1795923480\n"},  // with a NUL in place of the |
        {"fetchmail", "user@127.0.0.1 id-1\nuser@127.0.0.1 id-3\nother@example.com id-2\n"},
    };
    for (const auto& [program, text] : rows) {
        CAPTURE(program);
        importing here;
        auto whole = text;
        std::replace(whole.begin(), whole.end(), '|', '\0');
        here.write("state", whole);
        CHECK(here.import_from(program) == 0);
        CAPTURE(here.complained);
        CHECK(here.remarks()
              == std::vector<std::string>{"2 messages added for " + here.account() + ", 0 known before"});
        CHECK(here.ask("sync", "maildir:box") == 0);
        CHECK(
            here.sums_up("1 message, " + std::to_string(here.mail[1].size()) + " bytes, 2 already stored, "));
        CHECK(here.import_from(program) == 0);
        CHECK(here.remarks()
              == std::vector<std::string>{"0 messages added for " + here.account() + ", 2 known before"});
        CHECK(here.import_from(program, " -q") == 0);
        CHECK(here.complained.empty());
        CHECK(here.ask("sync", "maildir:box") == 0);
        CHECK(here.sums_up("0 messages, 0 bytes, 3 already stored, "));
        CHECK(here.there.server.messages().size() == 3);
    }
}

TEST_CASE("an import that cannot be done says why, and makes no ledger") {
    importing here;
    here.write("state", " 2 127.0.0.1 user\nid-1\n");
    here.write("empty", "");
    here.write("two", "a@b id-1\nc@d id-2\n");
    fs::create_directory(here.folder.path / "folder");
    const std::string rest = " --ledger sqlite:box.ledger --account user@127.0.0.1";
    const struct {
        std::string words;
        int status;
        std::string said;
    } rows[] = {
        {"--from mpop state" + rest, 1, "state: line 2: a unique-id is missing after it"},
        {"--from fetchmail state" + rest, 1, "state: line 1: no USER@HOST and unique-id of fetchmail"},
        {"--from getmail two" + rest, 1, "two: line 1: no unique-id and time of getmail"},
        {"--from fetchmail two" + rest, 1,
         "two: it has several accounts, and none is user@127.0.0.1: a@b, c@d"},
        {"--from mpop empty" + rest, 1, "empty: it names no message"},
        {"--from mpop missing" + rest, 1, "missing: No such file or directory"},
        {"--from mpop folder" + rest, 1, "folder: Is a directory"},
        {"--from mutt state" + rest, 2, "--from: give mpop, getmail or fetchmail"},
        {"--from mpop state --ledger box --account a@b", 2, "sqlite:"},
        {"--from mpop state --ledger sqlite:box.ledger", 2, "--account"},
        {"state" + rest, 2, "--from"},
    };
    for (const auto& one : rows) {
        CAPTURE(one.words);
        CHECK(here.import(one.words) == one.status);
        CAPTURE(here.complained);
        CHECK(here.complains_once_of(one.said));
        CHECK_FALSE(fs::exists(here.folder.path / "box.ledger"));
    }
    CHECK(here.import("--from fetchmail two --ledger sqlite:box.ledger --account c@d:1110") == 0);
}

}  // namespace popline::test
