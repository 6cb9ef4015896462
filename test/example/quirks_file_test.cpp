// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <fstream>

#include "quirks_file.hpp"
#include "visited.hpp"

// The option --quirks: what is found out about a server is known to the next run.

namespace popline::test {

namespace {

struct remembering : visited {
    fs::path file = folder.path / "quirks";

    std::string server() const { return "127.0.0.1:" + std::to_string(there.server.tls_port()); }
    int fetch(const std::string& more = "") {
        return ask("fetch", "null: --quirks '" + file.string() + "' " + more);
    }
};

}  // namespace

TEST_CASE("what a fetch finds out about the server is in the file, beside the lines of other servers") {
    remembering here;
    std::ofstream(here.file) << "pop.example.com:995 breaks-pipelining\n";
    here.there.server.refuse("CAPA", 0, "what is that?");
    CHECK(here.fetch() == 0);
    CHECK(octets_of(here.file) == here.server() + " refuses-capa\npop.example.com:995 breaks-pipelining\n");
    here.there.server.heal();
    CHECK(here.fetch() == 0);
    CHECK(octets_of(here.file) == "pop.example.com:995 breaks-pipelining\n");
    for (const auto& one : fs::directory_iterator(here.folder.path))
        CHECK_FALSE(one.path().filename().string().starts_with("quirks."));
}

TEST_CASE("a fetch uses what the file knows of the server") {
    for (const bool is_known : {false, true}) {
        CAPTURE(is_known);
        remembering here;
        std::ofstream(here.file) << (is_known ? here.server() : "127.0.0.1:1") << " breaks-pipelining\n";
        CHECK(here.fetch() == 0);
        // With one command at a time each listing and each message takes a round trip of its own.
        const auto trips = here.complained.find(is_known ? " 8 round trips" : " 4 round trips");
        CHECK_MESSAGE(trips != std::string::npos, here.complained);
    }
}

TEST_CASE("fetch --eager lists in the round trip of the login if the file says that the server takes it") {
    for (const bool is_known : {false, true}) {
        CAPTURE(is_known);
        remembering here;
        std::ofstream(here.file) << here.server() << (is_known ? " takes-eager\n" : " \n");
        CHECK(here.fetch("--eager") == 0);
        const auto trips = here.complained.find(is_known ? " 3 round trips" : " 4 round trips");
        CHECK_MESSAGE(trips != std::string::npos, here.complained);
    }
}

TEST_CASE(
    "a file of quirks that cannot be read ends the run before it connects, one not written only complains") {
    remembering here;
    fs::create_directory(here.file);
    CHECK(here.fetch() == 1);
    CHECK(here.complains_once_of("cannot read the file of quirks"));
    CHECK(here.there.server.counts().sessions == 0);
    here.file = here.folder.path / "missing" / "quirks";
    here.there.server.refuse("CAPA", 0, "what is that?");
    CHECK(here.fetch() == 0);
    CHECK(here.complains_once_of("cannot write the file of quirks"));
}

TEST_CASE("lines of a file of quirks that are none do no harm") {
    remembering here;
    std::ofstream(here.file) << "\n \nno-words\na:1  \nb:2 cuts-after=7 unknown\n";
    const ::tool::quirks_file known(here.file);
    CHECK(known.of("b:2").cuts_after == 7);
    CHECK(known.of("a:1") == quirks());
    CHECK(known.of("no-words") == quirks());
}

}  // namespace popline::test
