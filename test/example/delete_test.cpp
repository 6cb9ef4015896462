// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "visited.hpp"

// `popline delete` and `popline fetch` by unique-id, and the guard of numbers.

namespace popline::test {

namespace {

using ids = std::vector<std::string>;

std::size_t deletions(const visited& here) {
    std::size_t found = 0;
    for (const auto& line : here.there.server.transcript())
        found += line.starts_with("DELE ") ? 1 : 0;
    return found;
}

}  // namespace

TEST_CASE("delete takes messages by unique-id, each once, and names those that are not there") {
    visited here;
    CHECK(here.ask("delete --id id-2 --id id-2", "3") == 0);
    CHECK(here.there.server.unique_ids() == ids{"id-1"});
    CHECK(here.ask("delete --id id-1 --id id-9") == 1);
    CHECK(here.complains_once_of("no message of the maildrop has the unique-id id-9"));
    CHECK(here.there.server.messages().empty());
    here.there.server.add("four\r\n", "-4");
    CHECK(here.ask("delete --dry-run --id=-4") == 0);
    CHECK(here.printed == "message 1: 6 bytes, would be deleted from the server\n");
    CHECK(here.there.server.messages().size() == 1);
}

TEST_CASE("delete by a unique-id that several messages share deletes none of them") {
    visited here;
    here.there.server.add("four\r\n", "id-1");
    CHECK(here.ask("delete --id id-1 --id id-2") == 1);
    CHECK(here.complains_once_of("2 messages have the unique-id id-1; no message is deleted"));
    CHECK(here.there.server.messages().size() == 4);
    CHECK(deletions(here) == 0);
}

TEST_CASE("delete by number deletes nothing if --expect-id names another message") {
    visited here;
    CHECK(here.ask("delete --expect-id id-1 --expect-id id-3", "1 2") == 1);
    CHECK(here.complains_once_of("message 2 has the unique-id id-2, not id-3; no message is deleted"));
    CHECK(deletions(here) == 0);
    CHECK(here.ask("delete --dry-run --expect-id id-3", "2") == 1);
    CHECK(here.ask("delete --expect-id id-1 --expect-id id-3", "1 3") == 0);
    CHECK(here.there.server.unique_ids() == ids{"id-2"});
    CHECK(here.ask("delete --expect-id id-2", "7") == 1);
    CHECK(here.complains_once_of("message 7: there is no such message"));
    CHECK(here.there.server.unique_ids() == ids{"id-2"});
}

TEST_CASE("a guard needs one unique-id for each number, and delete needs a message") {
    visited here;
    const struct {
        std::string line, words;
    } rows[] = {
        {"delete pop3s://user@host", "NUMBER is missing"},
        {"delete pop3s://user@host 1 2 --expect-id a", "--expect-id: give it once for each NUMBER"},
        {"delete pop3s://user@host --id a --expect-id a", "--expect-id: give it once for each NUMBER"},
        {"delete pop3s://user@host --id ''", "--id"},
    };
    for (const auto& [line, words] : rows) {
        CAPTURE(line);
        CHECK(here.run("POPLINE_PASSWORD=secret " + tool + " " + line) == 2);
        CHECK(here.complains_once_of(words));
    }
}

TEST_CASE("without unique-ids a guard refuses, and deletes nothing") {
    visited here(testing::options().without(testing::capability::uidl));
    CHECK(here.ask("delete --expect-id id-1", "1") == 1);
    CHECK(here.complains_once_of("message 1 has no unique-id, not id-1; no message is deleted"));
    CHECK(here.there.server.messages().size() == 3);
}

TEST_CASE("fetch takes messages by number, by unique-id, or by both") {
    visited here;
    CHECK(here.ask("fetch --id id-3 --id id-9", "inbox 1") == 1);
    CHECK(here.complains_once_of("no message of the maildrop has the unique-id id-9"));
    CHECK(here.files() == 2);
    CHECK(here.file("id-3") == here.mail[2]);
    CHECK(here.ask("fetch --delete --id id-3", "inbox") == 0);
    CHECK(here.there.server.unique_ids() == ids{"id-1", "id-2"});
}

}  // namespace popline::test
