// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <csignal>
#include <popline/file_name.hpp>

#include "folder_watch.hpp"
#include "process.hpp"
#include "programs.hpp"

// The example that runs until a signal. Each test reads its lines and ends it by SIGTERM.

namespace popline::test {

namespace {

process start_polling(const office& here, const std::string& seconds) {
    return process({"/usr/bin/env", "POP_PASSWORD=secret", path_of("poll_inbox"),
                    (here.folder.path / "inbox").string(), seconds, "127.0.0.1", "user",
                    std::to_string(here.there.server.tls_port()), here.there.certificate.path()});
}

std::string next_line_with(process& program, const std::string& words) {
    for (;;) {
        auto line = program.line();
        REQUIRE_FALSE(line.empty());
        if (has(line, words)) return line;
    }
}

double pause_in(const std::string& line) {
    const std::string words = "next try in ";
    return std::stod(line.substr(line.find(words) + words.size()));
}

}  // namespace

TEST_CASE("poll_inbox stores what comes, leaves a refused message on the server, and ends at SIGTERM") {
    office here;
    here.there.server.add(first_message, "one").add(second_message, "two").add("third\r\n", "three");
    here.there.server.refuse("RETR", 2, "[SYS/PERM] rotten");
    for (int run = 0; run < 2; ++run) {
        auto program = start_polling(here, "0.01");
        CHECK(has(next_line_with(program, "rotten"), "RETR 2"));
        CHECK(next_line_with(program, " messages, ")
              == (run == 0 ? "3 messages, 2 removed" : "2 messages, 1 removed"));
        if (run == 0) here.there.server.heal();  // the message is number 1 now
        program.signal(SIGTERM);
        CHECK(has(program.rest(), "stopped\n"));
        CHECK(program.wait() == 0);
        if (run == 0) {
            here.there.server.add("fourth\r\n", "four");
            here.there.server.refuse("RETR", 2, "message 2 is rotten");
        }
    }
    CHECK(here.there.server.messages().size() == 1);
}

TEST_CASE("poll_inbox waits longer after each failure in a row, and goes on when the server can") {
    office here;
    here.there.server.add(first_message, "one").refuse("AUTH", 0, "[IN-USE] locked");
    auto program = start_polling(here, "0.001");
    double before = 0;
    for (int failures = 0; failures < 5; ++failures) {
        const auto line = next_line_with(program, "next try in ");
        CHECK(has(line, "locked"));
        CHECK(pause_in(line) > before);
        before = pause_in(line);
    }
    here.there.server.heal();
    CHECK(next_line_with(program, " messages, ") == "1 messages, 1 removed");
    here.there.server.refuse("STAT", 0, "no").refuse("LIST", 0, "[SYS/TEMP] busy");
    const auto line = next_line_with(program, "next try in ");
    CHECK(pause_in(line) < 0.004);
    program.signal(SIGTERM);
    CHECK(program.wait() == 0);
    CHECK(texts_in(here.folder.path / "inbox") == std::multiset<std::string>{first_message});
}

TEST_CASE("poll_inbox ends at once if the password is wrong: more tries could lock the account") {
    office here;
    here.there.server.user("user", "another");
    auto program = start_polling(here, "0.001");
    CHECK(has(program.line(), "the credentials were refused"));
    CHECK(program.wait() == 1);
    CHECK(here.there.server.counts().sessions == 1);
}

TEST_CASE(
    "[R82] SIGTERM while a file is written: it is whole or not there, and the message is on the server") {
    office here;
    const auto inbox = here.folder.path / "inbox";
    here.there.server.add(first_message, "one")
        .add("Subject: 2\r\n\r\n" + std::string(3'000'000, 'x') + "\r\n", "two");
    here.there.server.stall_after(1'000'000);
    folder_watch watch(inbox);
    auto program = start_polling(here, "60");
    watch.wait_until([&] { return fs::exists(inbox / "one.eml") && has_temporary(inbox); });
    program.signal(SIGTERM);
    CHECK(program.rest() == "stopped\n");
    CHECK(program.wait() == 0);
    CHECK_FALSE(has_temporary(inbox));
    CHECK(texts_in(inbox) == std::multiset<std::string>{first_message});
    CHECK(here.there.server.messages().size() == 2);

    // The next run finds the first message in place, and deletes both.
    here.there.server.heal();
    auto again = start_polling(here, "60");
    CHECK(again.line() == "2 messages, 2 removed");
    again.signal(SIGTERM);
    CHECK(again.wait() == 0);
    CHECK(here.files() == 2);
    CHECK(here.there.server.messages().empty());
}

TEST_CASE(
    "[R102] poll_inbox after a crash before the commit stores no message twice, with or without unique-ids") {
    for (const bool has_ids : {true, false}) {
        CAPTURE(has_ids);
        auto settings = testing::options();
        if (!has_ids) settings.without(testing::capability::uidl);
        office here(settings);
        here.there.server.add(first_message, "one").add(second_message, "two").drop_before_commit();
        auto program = start_polling(here, "0.001");
        next_line_with(program, "next try in ");
        program.signal(SIGKILL);
        CHECK(program.wait() == 128 + SIGKILL);
        CHECK(here.there.server.messages().size() == 2);
        here.there.server.heal();
        auto again = start_polling(here, "60");
        CHECK(next_line_with(again, " messages, ") == "2 messages, 2 removed");
        again.signal(SIGTERM);
        CHECK(again.wait() == 0);
        CHECK(texts_in(here.folder.path / "inbox")
              == std::multiset<std::string>{first_message, second_message});
        CHECK(here.there.server.messages().empty());
    }
}

}  // namespace popline::test
