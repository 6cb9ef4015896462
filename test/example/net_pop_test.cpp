// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "office.hpp"

// The first program and those of example/net_pop, each run as a user runs it, against a server in this
// process.

namespace popline::test {

namespace {

int run(office& here, const std::string& program, const std::string& environment = "") {
    return here.run(environment + " '" NET_POP_PROGRAMS "/" + program + "' 127.0.0.1 user secret "
                    + std::to_string(here.there.server.tls_port()) + " '" + here.there.certificate.path()
                    + "' 2>&1");
}

const std::string first = "Subject: 1\r\n\r\n.dots\r\n..\r\n";
const std::string second = "Subject: 2\r\n\r\n" + std::string(100'000, 'x') + "\r\n";

}  // namespace

TEST_CASE("the README's first program: mail into files, then off the server") {
    office here;
    here.there.server.add(first).add(second);
    CHECK(run(here, "fetch_inbox") == 0);
    CHECK(here.printed == "2 messages, 2 removed\n");
    CHECK(octets_of(here.folder.path / "1.eml") == first);
    CHECK(octets_of(here.folder.path / "2.eml") == second);
    CHECK(here.there.server.messages().empty());
}

TEST_CASE("net/pop's programs: mail into files, then off the server") {
    for (const std::string program : {"a_inbox", "b_block", "c_delete_all", "d_one_call", "e_chunks"}) {
        CAPTURE(program);
        office here;
        here.there.server.add(first).add(second);
        CHECK(run(here, program) == 0);
        CHECK(here.printed == "2 mails popped.\n");
        CHECK(octets_of(here.folder.path / "inbox/0") == first);
        CHECK(octets_of(here.folder.path / "inbox/1") == second);
        CHECK(here.files() == 2);
        CHECK(here.there.server.messages().empty());
        const bool says_so = program == "a_inbox" || program == "b_block";
        fs::remove_all(here.folder.path / "inbox");
        fs::create_directory(here.folder.path / "inbox");
        CHECK(run(here, program) == 0);
        CHECK(here.printed == (says_so ? "No mail.\n" : "0 mails popped.\n"));
        CHECK(here.files() == 0);
    }
}

TEST_CASE("net/pop's programs delete nothing when they fail half-way") {
    for (const std::string program : {"a_inbox", "b_block", "c_delete_all", "d_one_call", "e_chunks"}) {
        CAPTURE(program);
        office here;
        here.there.server.add(first).add(second);
        fs::create_directory(here.folder.path / "inbox/1");  // where a file should be
        CHECK(run(here, program) == 1);
        CHECK_FALSE(here.printed.empty());
        CHECK(here.there.server.messages().size() == 2);
    }
}

TEST_CASE("net/pop's program with APOP: by a flag, the rest unchanged") {
    office here(testing::options().apop());
    here.there.server.add(first).add(second);
    CHECK(run(here, "f_apop") == 0);
    CHECK(here.printed == "2 mails.\n");
    CHECK(here.there.server.transcript().at(1).starts_with("AUTH PLAIN"));
    CHECK(run(here, "f_apop", "POP_APOP=1") == 0);
    CHECK(here.printed == "2 mails.\n");
    CHECK(here.there.server.transcript().at(1).starts_with("APOP user "));
}

TEST_CASE("net/pop's program that wants some unique-ids only") {
    office here;
    here.there.server.add(first, "one-seen").add(second, "two");
    CHECK(run(here, "g_unique_id") == 0);
    CHECK(here.files() == 1);
    CHECK(here.there.server.messages().size() == 2);
}

}  // namespace popline::test
