// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <fstream>
#include <popline/file_name.hpp>

#include "programs.hpp"

// The examples that collect many accounts: on one thread, and on four threads.

namespace popline::test {

TEST_CASE("many_accounts and strands: a refused message or a wrong password fails no other account") {
    for (const std::string program : {"many_accounts", "strands"}) {
        CAPTURE(program);
        office here;
        std::ofstream accounts(here.folder.path / "accounts");
        for (int number = 0; number < 20; ++number) {
            const auto user = "user-" + std::to_string(number);
            here.there.server.user(user, "secret")
                .add_for(user, first_message)
                .add_for(user, "of " + user + "\r\n");
            accounts << user << (number == 7 ? " forgotten\n" : " secret\n");
        }
        accounts.close();
        here.there.server.refuse_nth("RETR", 1, "[SYS/TEMP] busy");
        const auto run = [&] {
            return here.run("'" + path_of(program) + "' accounts 127.0.0.1 " + port_and_authority(here)
                            + " 2>&1");
        };
        const auto stored = [&](int number) {
            return texts_in(here.folder.path / file_name("user-" + std::to_string(number)));
        };
        CHECK(run() == 1);
        CHECK(has(here.printed, "busy"));
        CHECK(has(here.printed, "user-7: "));
        std::size_t files = 0;
        std::size_t left = 0;
        for (int number = 0; number < 20; ++number) {
            files += stored(number).size();
            left += here.there.server.messages("user-" + std::to_string(number)).size();
        }
        CHECK(files == 37);
        CHECK(left == 3);

        here.there.server.user("user-7", "forgotten");
        CHECK(run() == 0);
        for (int number = 0; number < 20; ++number) {
            const auto user = "user-" + std::to_string(number);
            CHECK(stored(number) == std::multiset<std::string>{first_message, "of " + user + "\r\n"});
            CHECK(here.there.server.messages(user).empty());
        }
    }
}

TEST_CASE("collect_accounts: a wrong password fails no other account, and the next run has nothing twice") {
    office here;
    std::ofstream accounts(here.folder.path / "accounts");
    for (int number = 0; number < 20; ++number) {
        const auto user = "user-" + std::to_string(number);
        here.there.server.user(user, "secret")
            .add_for(user, first_message)
            .add_for(user, "of " + user + "\r\n");
        accounts << user << (number == 7 ? " forgotten\n" : " secret\n");
    }
    accounts.close();
    const auto run = [&] {
        return here.run("'" + path_of("collect_accounts") + "' mail accounts 127.0.0.1 "
                        + port_and_authority(here) + " 2>&1");
    };
    CHECK(run() == 1);
    CHECK(has(here.printed, "19 of 20 accounts, 38 new\n"));
    CHECK(has(here.printed, "user-7@127.0.0.1: "));
    here.there.server.user("user-7", "forgotten");
    CHECK(run() == 0);
    CHECK(has(here.printed, "20 of 20 accounts, 2 new\n"));
    for (int number = 0; number < 20; ++number) {
        const auto user = "user-" + std::to_string(number);
        std::multiset<std::string> stored;
        const auto maildir = here.folder.path / "mail" / file_name(user + "@127.0.0.1");
        for (const auto& file : fs::directory_iterator(maildir / "new"))
            stored.insert(octets_of(file.path()));
        CHECK(stored == std::multiset<std::string>{first_message, "of " + user + "\r\n"});
    }
}

}  // namespace popline::test
