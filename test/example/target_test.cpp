// SPDX-License-Identifier: BSL-1.0
#include "target.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <stdexcept>
#include <string>

#include "duration.hpp"

// What the arguments of `popline sync` mean.

namespace popline::test {

using ::tool::ledger_beside;
using ::tool::parse_duration;
using ::tool::parse_ledger;
using ::tool::parse_target;
using ::tool::target;

TEST_CASE("a target names its kind, and the rest is its place, whatever is in it") {
    const struct {
        std::string text;
        target::kind what;
        std::string place;
    } rows[] = {
        {"maildir:Maildir", target::kind::maildir, "Maildir"},
        {"maildir:/var/mail/ann/", target::kind::maildir, "/var/mail/ann/"},
        {"folder:a b", target::kind::folder, "a b"},
        {"folder:maildir:x", target::kind::folder, "maildir:x"},
        {"mbox:inbox", target::kind::mbox, "inbox"},
        {"command:procmail -d \"$USER\" | cat", target::kind::command, "procmail -d \"$USER\" | cat"},
        {"command: ", target::kind::command, " "},
        {"lmtp:host:24", target::kind::lmtp, "host:24"},
    };
    for (const auto& [text, what, place] : rows) {
        CAPTURE(text);
        const auto made = parse_target(text);
        CHECK(made.what == what);
        CHECK(made.place == place);
    }
}

TEST_CASE("a target without a known kind or without a place is refused") {
    for (const std::string text : {"",
                                   "Maildir",
                                   "maildir",
                                   "maildir:",
                                   "Maildir:x",
                                   "folder:",
                                   "mbox:",
                                   "command:",
                                   "sqlite:x",
                                   ":x",
                                   " maildir:x",
                                   "lmtp:",
                                   "lmtp:host",
                                   "lmtp:host:",
                                   "lmtp::24",
                                   "lmtp:host:0",
                                   "lmtp:host:65536",
                                   "lmtp:host:x",
                                   "lmtp:::1:24",
                                   "lmtp:unix:",
                                   "lmtp:[]:24"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(parse_target(text), std::invalid_argument);
    }
}

TEST_CASE("an LMTP server has a host and a port, or a socket") {
    const auto server = [](const std::string& text) { return parse_target(text).server; };
    CHECK(server("lmtp:mail.example.com:24").host == "mail.example.com");
    CHECK(server("lmtp:mail.example.com:24").port == 24);
    CHECK(server("lmtp:[::1]:65535").host == "::1");
    CHECK(server("lmtp:[::1]:65535").port == 65535);
    CHECK(server("lmtp:unix:/run/lmtp:1").socket == "/run/lmtp:1");
}

TEST_CASE("a ledger is a file of SQLite") {
    CHECK(parse_ledger("sqlite:mail.ledger") == "mail.ledger");
    CHECK(parse_ledger("sqlite:/a:b") == "/a:b");
    for (const std::string text : {"", "sqlite:", "sqlite", "mail.ledger", "postgresql://host"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(parse_ledger(text), std::invalid_argument);
    }
}

TEST_CASE("the usual ledger is beside the target, and a command has none") {
    const auto here = std::filesystem::current_path();
    const struct {
        std::string text;
        std::filesystem::path file;
    } rows[] = {
        {"maildir:mail", here / "mail.ledger"},
        {"maildir:mail/", here / "mail.ledger"},
        {"maildir:./a/../mail//", here / "mail.ledger"},
        {"folder:/srv/mail", "/srv/mail.ledger"},
        {"mbox:/srv/inbox", "/srv/inbox.ledger"},
        {"folder:.", here.string() + ".ledger"},
        {"folder:..", here.parent_path().string() + ".ledger"},
    };
    for (const auto& [text, file] : rows) {
        CAPTURE(text);
        CHECK(ledger_beside(parse_target(text)) == file);
    }
    CHECK_FALSE(ledger_beside(parse_target("command:cat")).has_value());
    CHECK_FALSE(ledger_beside(parse_target("lmtp:host:24")).has_value());
}

TEST_CASE("a time has a number and a unit") {
    using namespace std::chrono_literals;
    const struct {
        std::string text;
        std::chrono::seconds time;
    } rows[] = {{"0", 0s},     {"0d", 0s},   {"90s", 90s},      {"15m", 15min},          {"12h", 12h},
                {"14d", 336h}, {"2w", 336h}, {"007d", 7 * 24h}, {"36500d", 36'500 * 24h}};
    for (const auto& [text, time] : rows) {
        CAPTURE(text);
        CHECK(parse_duration(text) == time);
    }
    for (const std::string text : {"", "d", "14", "14 d", "14D", "-1d", "-0", "+1d", "1.5d", "1d2h", "1y",
                                   "36501d", "99999999999999999999d", "9223372036854775807w", "0x1d"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(parse_duration(text), std::invalid_argument);
    }
}

}  // namespace popline::test
