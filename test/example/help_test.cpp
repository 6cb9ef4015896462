// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "nearest.hpp"
#include "tool_texts.hpp"
#include "visited.hpp"

// What the tool says of itself: help, version, and what is wrong with a command line.

namespace popline::test {

TEST_CASE("the help of each command has its options in groups, examples, and no words of the parser") {
    visited here;
    const parser_texts texts;
    for (const auto& command : texts.commands()) {
        CAPTURE(command);
        CHECK(here.run(tool + " help " + command) == 0);
        CHECK(here.complained.empty());
        const auto help = here.printed;
        CHECK(here.run(tool + " " + command + " --help") == 0);
        CHECK(here.printed == help);
        for (const std::string part : {"\nUsage: popline ", "\nHelp:\n", "\nExamples:\n  popline "})
            CHECK(help.find(part) != std::string::npos);
        for (const auto& option : texts.options(command))
            CHECK(help.find(option) != std::string::npos);
        if (command != "help" && command != "import")
            for (const std::string group : {"\nLogin:\n", "\nConnection:\n", "\nOutput:\n"})
                CHECK(help.find(group) != std::string::npos);
        for (const std::string word : {"{", "}", "TEXT", "FLOAT", "INT", "REQUIRED", "ENUM", "Positionals"})
            CHECK(help.find(word) == std::string::npos);
        std::istringstream lines(help);
        for (std::string line; std::getline(lines, line);) {
            CAPTURE(line);
            CHECK(line.size() <= 80);
        }
    }
}

TEST_CASE("the help shows the whole name of a value, also with a colon in it") {
    visited here;
    const std::pair<const char*, const char*> rows[] = {{"sync", "--ledger sqlite:FILE "},
                                                        {"import", "--ledger sqlite:FILE "},
                                                        {"watch", "--metrics HOST:PORT "},
                                                        {"watch", "--jobs N "}};
    for (const auto& [command, option] : rows) {
        CAPTURE(option);
        CHECK(here.run(tool + " help " + command) == 0);
        CHECK(here.printed.find(option) != std::string::npos);
    }
}

TEST_CASE("popline help lists the commands, and is the same as --help") {
    visited here;
    CHECK(here.run(tool + " --help") == 0);
    const auto help = here.printed;
    for (const std::string way : {"help", "-h"}) {
        CHECK(here.run(tool + " " + way) == 0);
        CHECK(here.printed == help);
    }
    for (const auto& command : parser_texts().commands())
        CHECK(help.find("\n  " + command + " ") != std::string::npos);
    CHECK(here.run(tool + " help > /dev/full") == 1);
    CHECK(here.complains_once_of("cannot write to the standard output: No space left on device"));
}

TEST_CASE("popline prints its version for -V and --version, also after a command") {
    visited here;
    for (const std::string line : {"-V", "--version", "fetch -V", "stat --version"}) {
        CHECK(here.run(tool + " " + line) == 0);
        CHECK(here.printed.starts_with("popline 0."));
        CHECK(here.printed.find('\n') == here.printed.size() - 1);
    }
}

TEST_CASE("an unknown command or option names the nearest one") {
    visited here;
    const struct {
        std::string line, words;
    } rows[] = {
        {"fetsh", "there is no command fetsh; did you mean fetch?"},
        {"lsit pop3s://ann@host", "did you mean list?"},
        {"del pop3s://ann@host 1", "did you mean delete?"},
        {"status pop3s://ann@host", "did you mean stat?"},
        {"capability pop3s://ann@host", "did you mean capa?"},
        {"retr pop3s://ann@host 1", "did you mean fetch?"},
        {"help tpo", "did you mean top?"},
        {"xyzzy", "the commands are capa, stat, list, top, fetch, sync, watch, import, doctor, delete, help"},
        {"stat --timout 3 pop3s://ann@host", "stat has no option --timout; did you mean --timeout?"},
        {"fetch --dryrun pop3s://ann@host mail", "did you mean --dry-run?"},
        {"fetch --max-sise=3 pop3s://ann@host mail", "did you mean --max-size?"},
        {"stat --json pop3s://ann@host", "stat has no option --json"},
        {"--json list pop3s://ann@host", "put it after the command, as in popline list --json"},
        {"pop3s://ann@host", "the command is missing; put it before the URL"},
        {"top pop3s://ann@host", "NUMBER is missing; usage: popline top [OPTION...] URL NUMBER [LINES]"},
        {"stat pop3s://ann@host more", "too many arguments; usage: popline stat [OPTION...] URL"},
        {"stat --timeout", "--timeout needs a value: --timeout SECONDS"},
        {"stat --timeout 1 --timeout 2 pop3s://ann@host", "--timeout is given more than once"},
        {"stat -q -v pop3s://ann@host", "--quiet contradicts --verbose"},
    };
    for (const auto& [line, words] : rows) {
        CAPTURE(line);
        CHECK(here.run(tool + " " + line) == 2);
        CAPTURE(here.complained);
        CHECK(here.complains_once_of(words));
        CHECK(here.complained.size() < 160);
    }
}

TEST_CASE("[R84] no error about the command line shows what may be a password") {
    visited here;
    for (const std::string line :
         {"pop3s://ann:hunter2@host", "stat pop3s://ann:hunter2@host", "stat a pop3s://ann:hunter2@host",
          "top pop3s://ann@host pop3s://ann:hunter2@host", "help pop3s://ann:hunter2@host",
          "ann:hunter2@host", "list --password=hunter2 pop3s://ann@host", "--password=hunter2 list",
          "stat --password hunter2 pop3s://ann@host", "stat pop3s://ann@host hunter2",
          "fetch --timeout pop3s://ann:hunter2@host mail", "fetch --max-size ann:hunter2@host mail"}) {
        CAPTURE(line);
        CHECK(here.run(tool + " " + line) == 2);
        CAPTURE(here.complained);
        CHECK(here.errors().size() == 1);
        CHECK(here.complained.find("hunter2") == std::string::npos);
    }
}

TEST_CASE("a text is near a name if half of the letters are the same") {
    const std::vector<std::string> names = {"stat", "list", "fetch"};
    CHECK(::tool::edit_distance("", "abc") == 3);
    CHECK(::tool::edit_distance("abc", "abc") == 0);
    CHECK(::tool::edit_distance("lsit", "list") == 1);  // two neighbours that are swapped
    CHECK(::tool::edit_distance("kitten", "sitting") == 3);
    CHECK(::tool::nearest("fetchh", names) == "fetch");
    CHECK(::tool::nearest("fe", names) == "fetch");
    CHECK(::tool::nearest("", names).empty());
    CHECK(::tool::nearest("fxyzw", names).empty());
    CHECK(::tool::nearest(std::string(1'000'000, 'f'), names).empty());
}

}  // namespace popline::test
