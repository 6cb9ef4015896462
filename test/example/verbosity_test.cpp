// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <chrono>

#include "visited.hpp"

// What the tool says while it works, and where: -q, -v, -n and the summary.

namespace popline::test {

namespace {

bool has_line(const std::vector<std::string>& lines, const std::string& words) {
    for (const auto& one : lines)
        if (one.find(words) != std::string::npos) return true;
    return false;
}

std::size_t count(const visited& here, const std::string& verb) {
    std::size_t found = 0;
    for (std::size_t session = 0; session < here.there.server.counts().sessions; ++session)
        for (const auto& line : here.there.server.transcript(session))
            found += line.starts_with(verb) ? 1 : 0;
    return found;
}

}  // namespace

TEST_CASE("the summary of a fetch goes to the standard error, and counts round trips") {
    visited here;
    for (const std::string where : {"inbox", "null:", "-"}) {
        CAPTURE(where);
        CHECK(here.ask("fetch", where) == 0);
        CHECK(here.printed == (where == "-" ? here.mail[0] + here.mail[1] + here.mail[2] : ""));
        CHECK(here.sums_up("3 messages, 100064 bytes, "));
        CHECK(here.complained.find("flight") == std::string::npos);
    }
    CHECK(here.ask("fetch --delete", "inbox 1 9") == 1);
    CHECK(here.sums_up("1 message, 25 bytes, 1 deleted, 1 failed, "));
}

TEST_CASE("--quiet leaves the errors only") {
    visited here;
    for (const std::string option : {"-q", "--quiet"}) {
        CHECK(here.ask("fetch " + option, "inbox") == 0);
        CHECK(here.printed.empty());
        CHECK(here.complained.empty());
        CHECK(here.ask("fetch " + option, "inbox 9") == 1);
        CHECK(here.complains_once_of("message 9: there is no such message in the maildrop"));
        CHECK(here.remarks().empty());
        CHECK(here.ask("stat " + option) == 0);
        CHECK(here.printed == "3 100064\n");
    }
}

TEST_CASE("--verbose says each step and each message on the standard error") {
    visited here;
    CHECK(here.ask("fetch -v", "inbox 1") == 0);
    CHECK(here.printed.empty());
    CHECK(here.errors().empty());
    for (const std::string words : {"connected to 127.0.0.1, TLSv1.", "logged in as user",
                                    "message 1: 25 bytes, stored as inbox/id-1.eml", "1 message, 25 bytes, "})
        CHECK(has_line(here.remarks(), words));
    CHECK(here.ask("fetch --verbose", "inbox 1") == 0);
    CHECK(has_line(here.remarks(), "message 1: already stored as inbox/id-1.eml"));
    CHECK(here.ask("stat -v") == 0);
    CHECK(here.printed == "3 100064\n");
    CHECK(has_line(here.remarks(), " round trips"));
    CHECK(here.ask_in_clear("delete -v", "2") == 0);
    CHECK(has_line(here.remarks(), "connected to 127.0.0.1 without TLS"));
    CHECK(has_line(here.remarks(), "message 2: marked as deleted"));
    CHECK(has_line(here.remarks(), "1 message deleted, "));
}

TEST_CASE("a dry run says what would be stored and deleted, and stores and deletes nothing") {
    visited here;
    for (const std::string option : {"-n", "--dry-run"}) {
        CHECK(here.ask("fetch --delete " + option, "new/folder 1 3") == 0);
        CHECK(here.printed
              == "message 1: 25 bytes, would be stored as new/folder/id-1.eml and deleted from the server\n"
                 "message 3: 23 bytes, would be stored as new/folder/id-3.eml and deleted from the server\n");
        CHECK(here.sums_up("dry run: 2 messages, 48 bytes, "));
        CHECK(here.ask("delete " + option, "2 2 9") == 1);
        CHECK(here.printed == "message 2: 100016 bytes, would be deleted from the server\n");
        CHECK(here.complains_once_of("message 9: there is no such message in the maildrop"));
    }
    CHECK_FALSE(fs::exists(here.folder.path / "new"));
    CHECK(here.there.server.messages().size() == 3);
    CHECK(count(here, "RETR") + count(here, "DELE") == 0);
}

TEST_CASE("a dry run leaves the standard output to messages, and temporary files where they are") {
    visited here;
    CHECK(here.ask("fetch -n", "- 1") == 0);
    CHECK(here.printed.empty());
    CHECK(here.complained.starts_with("message 1: 25 bytes, would be written to the standard output\n"));
    const auto old = here.folder.path / "inbox/.popline-0123456789abcdef0123456789abcdef";
    std::ofstream(old) << "half";
    fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(25));
    CHECK(here.ask("fetch -n", "inbox") == 0);
    CHECK(fs::exists(old));
    CHECK(here.files() == 1);
}

TEST_CASE("an error says what a user of the tool can do about it") {
    visited here;
    CHECK(here.run("POPLINE_PASSWORD=wrong " + tool + " stat " + here.url()) == 3);
    CHECK(here.complains_once_of("; check the user name and the password"));
    const auto tls_url = "pop3s://user@127.0.0.1:" + std::to_string(here.there.server.tls_port());
    CHECK(here.run("POPLINE_PASSWORD=secret " + tool + " stat " + tls_url) == 1);
    CHECK(here.complains_once_of("; --ca FILE trusts an authority of your own"));
    CHECK(here.run("POPLINE_PASSWORD=secret " + tool + " stat pop3s://user@127.0.0.1:1") == 4);
    CHECK(here.complains_once_of("; check the host and the port in the URL"));
}

}  // namespace popline::test
