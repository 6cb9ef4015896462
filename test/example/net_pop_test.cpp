// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/file_name.hpp>
#include <set>

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

/// What the files of a folder hold, sorted.
std::multiset<std::string> texts_in(const fs::path& folder) {
    std::multiset<std::string> made;
    for (const auto& file : fs::directory_iterator(folder))
        if (file.path().extension() == ".eml") made.insert(octets_of(file.path()));
    return made;
}

TEST_CASE("the README's first program: mail into files named by unique-id, then off the server") {
    office here;
    here.there.server.add(first, "one").add(second, "../two");
    CHECK(run(here, "fetch_inbox") == 0);
    CHECK(here.printed == "2 messages, 2 removed\n");
    CHECK(octets_of(here.folder.path / (file_name("one") + ".eml")) == first);
    CHECK(octets_of(here.folder.path / (file_name("../two") + ".eml")) == second);
    CHECK(here.there.server.messages().empty());
}

TEST_CASE(
    "[R100] the first program may be run again and again: it writes over no file, whatever the ids are") {
    office here;
    here.there.server.add(first, "one").add(second, "two");
    CHECK(run(here, "fetch_inbox") == 0);
    // Other messages, one of which has an id that was used before, and two that share theirs.
    here.there.server.add("third\r\n", "one").add("fourth\r\n", "three").add("fifth\r\n", "three");
    CHECK(run(here, "fetch_inbox") == 0);
    CHECK(here.printed == "3 messages, 3 removed\n");
    const std::multiset<std::string> all = {first, second, "third\r\n", "fourth\r\n", "fifth\r\n"};
    CHECK(texts_in(here.folder.path) == all);
    CHECK(run(here, "fetch_inbox") == 0);
    CHECK(here.printed == "0 messages, 0 removed\n");
    CHECK(texts_in(here.folder.path) == all);
}

TEST_CASE("[R102] the first program cut off before its commit: the next run loses nothing") {
    office here;
    here.there.server.add(first, "one").add(second, "two").drop_before_commit();
    CHECK(run(here, "fetch_inbox") == 1);
    CHECK(here.there.server.messages().size() == 2);
    here.there.server.heal();
    CHECK(run(here, "fetch_inbox") == 0);
    CHECK(here.there.server.messages().empty());
    CHECK(texts_in(here.folder.path).count(first) >= 1);
    CHECK(texts_in(here.folder.path).count(second) >= 1);
}

TEST_CASE(
    "[R32][R100] a refused message, or one that cannot be stored, ends no program: the others are "
    "committed") {
    for (const std::string program :
         {"fetch_inbox", "a_inbox", "b_block", "c_delete_all", "d_one_call", "e_chunks"}) {
        CAPTURE(program);
        office here;
        here.there.server.add(first, "one").add(second, "two").add("third\r\n", "three");
        here.there.server.refuse("RETR", 2, "[SYS/PERM] rotten");
        CHECK(run(here, program) == (program == "fetch_inbox" ? 1 : 0));
        const bool says_why = program != "c_delete_all";  // it asks for the number of those that went
        CHECK((here.printed.find("rotten") != std::string::npos) == says_why);
        CHECK(here.there.server.messages() == std::vector<std::string>{second});
        const bool in_inbox = program != "fetch_inbox";
        CHECK(texts_in(in_inbox ? here.folder.path / "inbox" : here.folder.path)
              == std::multiset<std::string>{first, "third\r\n"});
    }
}

TEST_CASE("net/pop's programs: mail into files, then off the server, again and again") {
    for (const std::string program : {"a_inbox", "b_block", "c_delete_all", "d_one_call", "e_chunks"}) {
        CAPTURE(program);
        office here;
        here.there.server.add(first, "one").add(second, "two");
        CHECK(run(here, program) == 0);
        CHECK(here.printed.starts_with("2 mails popped"));
        const auto inbox = here.folder.path / "inbox";
        CHECK(texts_in(inbox) == std::multiset<std::string>{first, second});
        CHECK(here.files() == 2);
        CHECK(here.there.server.messages().empty());
        const bool says_so = program == "a_inbox" || program == "b_block";
        CHECK(run(here, program) == 0);
        CHECK(here.printed.starts_with(says_so ? "No mail.\n" : "0 mails popped"));
        here.there.server.add("third\r\n", "one");
        CHECK(run(here, program) == 0);
        CHECK(here.printed.starts_with("1 mails popped"));
        CHECK(texts_in(inbox) == std::multiset<std::string>{first, second, "third\r\n"});
    }
}

TEST_CASE("net/pop's programs delete nothing when they fail half-way") {
    for (const std::string program : {"a_inbox", "b_block", "c_delete_all", "d_one_call", "e_chunks"}) {
        CAPTURE(program);
        office here;
        here.there.server.add(first, "one").add(second, "two");
        // A file in place of the folder.
        fs::remove(here.folder.path / "inbox");
        std::ofstream(here.folder.path / "inbox") << "no folder";
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
    here.there.server.add(first, "one-seen").add(second, "two").add("third\r\n", "three");
    here.there.server.refuse_nth("RETR", 1, "not now");
    CHECK(run(here, "g_unique_id") == 0);
    CHECK(here.files() == 1);
    CHECK(run(here, "g_unique_id") == 0);
    CHECK(here.files() == 2);
    CHECK(run(here, "g_unique_id") == 0);
    CHECK(here.printed.empty());
    CHECK(here.files() == 2);
    CHECK(here.there.server.messages().size() == 3);
}

}  // namespace popline::test
