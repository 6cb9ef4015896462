// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/file_name.hpp>
#include <set>

#include "programs.hpp"

// The first program and the programs of example/net_pop. Each runs as a program of its own.

namespace popline::test {

namespace {

/// The first program has the password as an argument.
int run_first(office& here) {
    return here.run("'" + path_of("fetch_inbox") + "' 127.0.0.1 user secret " + port_and_authority(here)
                    + " 2>&1");
}

}  // namespace

TEST_CASE(
    "the README's first program stores mail in files named by unique-id, then deletes it from the server") {
    office here;
    here.there.server.add(first_message, "one").add(second_message, "../two");
    CHECK(run_first(here) == 0);
    CHECK(here.printed == "2 messages, 2 removed\n");
    CHECK(octets_of(here.folder.path / (file_name("one") + ".eml")) == first_message);
    CHECK(octets_of(here.folder.path / (file_name("../two") + ".eml")) == second_message);
    CHECK(here.there.server.messages().empty());
}

TEST_CASE(
    "[R100] the first program may be run again and again: it overwrites no file, also if ids are equal") {
    office here;
    here.there.server.add(first_message, "one").add(second_message, "two");
    CHECK(run_first(here) == 0);
    // New messages: one has an id that an older message had, and two have the same id.
    here.there.server.add("third\r\n", "one").add("fourth\r\n", "three").add("fifth\r\n", "three");
    CHECK(run_first(here) == 0);
    CHECK(here.printed == "3 messages, 3 removed\n");
    const std::multiset<std::string> all = {first_message, second_message, "third\r\n", "fourth\r\n",
                                            "fifth\r\n"};
    CHECK(texts_in(here.folder.path) == all);
    CHECK(run_first(here) == 0);
    CHECK(here.printed == "0 messages, 0 removed\n");
    CHECK(texts_in(here.folder.path) == all);
}

TEST_CASE("[R102] if the first program is cut off before its commit, the next run loses nothing") {
    office here;
    here.there.server.add(first_message, "one").add(second_message, "two").drop_before_commit();
    CHECK(run_first(here) == 1);
    CHECK(here.there.server.messages().size() == 2);
    here.there.server.heal();
    CHECK(run_first(here) == 0);
    CHECK(here.there.server.messages().empty());
    CHECK(texts_in(here.folder.path).count(first_message) >= 1);
    CHECK(texts_in(here.folder.path).count(second_message) >= 1);
}

TEST_CASE(
    "[R32][R100] a refused message ends no program, and the other messages are deleted from the "
    "server") {
    for (const std::string program :
         {"fetch_inbox", "a_inbox", "b_block", "c_delete_all", "d_one_call", "e_chunks"}) {
        CAPTURE(program);
        office here;
        here.there.server.add(first_message, "one").add(second_message, "two").add("third\r\n", "three");
        here.there.server.refuse("RETR", 2, "[SYS/PERM] rotten");
        CHECK((program == "fetch_inbox" ? run_first(here) == 1 : run_example(here, program) == 0));
        CHECK(has(here.printed, "rotten"));
        CHECK(here.there.server.messages() == std::vector<std::string>{second_message});
        const bool in_inbox = program != "fetch_inbox";
        CHECK(texts_in(in_inbox ? here.folder.path / "inbox" : here.folder.path)
              == std::multiset<std::string>{first_message, "third\r\n"});
    }
}

TEST_CASE("net/pop's programs store mail in files and delete it, also when they run again") {
    for (const std::string program : {"a_inbox", "b_block", "c_delete_all", "d_one_call", "e_chunks"}) {
        CAPTURE(program);
        office here;
        here.there.server.add(first_message, "one").add(second_message, "two");
        CHECK(run_example(here, program) == 0);
        CHECK(here.printed.starts_with("2 mails popped"));
        const auto inbox = here.folder.path / "inbox";
        CHECK(texts_in(inbox) == std::multiset<std::string>{first_message, second_message});
        CHECK(here.files() == 2);
        CHECK(here.there.server.messages().empty());
        const bool says_so = program == "a_inbox" || program == "b_block";
        CHECK(run_example(here, program) == 0);
        CHECK(here.printed.starts_with(says_so ? "No mail.\n" : "0 mails popped"));
        here.there.server.add("third\r\n", "one");
        CHECK(run_example(here, program) == 0);
        CHECK(here.printed.starts_with("1 mails popped"));
        CHECK(texts_in(inbox) == std::multiset<std::string>{first_message, second_message, "third\r\n"});
    }
}

TEST_CASE("net/pop's programs delete nothing if they cannot store a mail") {
    for (const std::string program : {"a_inbox", "b_block", "c_delete_all", "d_one_call", "e_chunks"}) {
        CAPTURE(program);
        office here;
        here.there.server.add(first_message, "one").add(second_message, "two");
        // A file has the name of the folder.
        fs::remove(here.folder.path / "inbox");
        std::ofstream(here.folder.path / "inbox") << "no folder";
        CHECK(run_example(here, program) == 1);
        CHECK_FALSE(here.printed.empty());
        CHECK(here.there.server.messages().size() == 2);
    }
}

TEST_CASE("net/pop's program with APOP uses it only if the flag is set") {
    office here(testing::options().apop());
    here.there.server.add(first_message).add(second_message);
    CHECK(run_example(here, "f_apop") == 0);
    CHECK(here.printed == "2 mails.\n");
    CHECK(here.there.server.transcript().at(1).starts_with("AUTH PLAIN"));
    CHECK(run_example(here, "f_apop", "", "POP_APOP=1") == 0);
    CHECK(here.printed == "2 mails.\n");
    CHECK(here.there.server.transcript().at(1).starts_with("APOP user "));
}

TEST_CASE(
    "net/pop's program with unique-ids stores each wanted mail once, and a refused one at the next run") {
    office here;
    here.there.server.add(first_message, "one-seen").add(second_message, "two").add("third\r\n", "three");
    here.there.server.refuse_nth("RETR", 1, "not now");
    CHECK(run_example(here, "g_unique_id") == 0);
    CHECK(has(here.printed, "not now"));
    CHECK(here.files() == 1);
    CHECK(run_example(here, "g_unique_id") == 0);
    CHECK(here.files() == 2);
    CHECK(run_example(here, "g_unique_id") == 0);
    CHECK(here.printed.empty());
    CHECK(here.files() == 2);
    CHECK(here.there.server.messages().size() == 3);
}

}  // namespace popline::test
