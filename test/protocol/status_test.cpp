// SPDX-License-Identifier: BSL-1.0
#include "protocol/status.hpp"

#include <doctest/doctest.h>

namespace popline::test {

using protocol::challenges;
using protocol::parse_status;
using protocol::refusal;
using protocol::sign;
using protocol::verb;

TEST_CASE("[R7] a + is a challenge only while a SASL exchange waits for one") {
    CHECK_FALSE(parse_status("+ YWJj", challenges::refused).has_value());
    CHECK_FALSE(parse_status("+", challenges::refused).has_value());
    const auto read = parse_status("+ YWJj", challenges::accepted);
    REQUIRE(read.has_value());
    CHECK(read->result == sign::more);
    CHECK(read->words == "YWJj");
    CHECK(parse_status("+", challenges::accepted)->words.empty());
    CHECK_FALSE(parse_status("+YWJj", challenges::accepted).has_value());
    CHECK(parse_status("+OK", challenges::accepted)->result == sign::ok);
    CHECK(parse_status("-err x", challenges::accepted)->result == sign::err);
}

TEST_CASE("[R19][R84] what a refusal means follows from its code in any letter case, then from the command") {
    struct {
        verb of;
        message_number number;
        std::string_view words;
        errc means;
    } const table[] = {
        {verb::auth, 0, "[IN-USE] locked", errc::in_use},
        {verb::user, 0, "[in-use] locked", errc::in_use},
        {verb::apop, 0, "[LOGIN-DELAY] slow down", errc::login_delay},
        {verb::auth, 0, "[SYS/TEMP] later", errc::temporary_failure},
        {verb::auth, 0, "[Sys/Perm] never", errc::permanent_failure},
        {verb::auth, 0, "[SYS/TEMP/DISK] later", errc::temporary_failure},  // a subcode of SYS/TEMP
        {verb::auth, 0, "[SYS/TEMPORARY] later", errc::login_refused},
        {verb::auth, 0, "[SYS] later", errc::login_refused},
        {verb::auth, 0, "[AUTH] wrong", errc::authentication_failed},
        {verb::auth, 0, "[IN-USE locked", errc::in_use},
        {verb::user, 0, "", errc::login_refused},
        {verb::apop, 0, "no", errc::login_refused},
        {verb::pass, 0, "unable to lock maildrop", errc::in_use},
        {verb::pass, 0, "[AUTH] wrong", errc::authentication_failed},
        {verb::pass, 0, "[SYS/PERM] closed", errc::permanent_failure},
        {verb::retr, 1, "[SYS/PERM] rotten", errc::permanent_failure},
        {verb::top, 1, "[sys/perm/disk] rotten", errc::permanent_failure},
        {verb::retr, 1, "[AUTH] what", errc::message_refused},  // AUTH is for logins only
        {verb::stat, 0, "[AUTH] what", errc::refused},
        {verb::greeting, 0, "[SYS/PERM] never", errc::permanent_failure},
        {verb::greeting, 0, "[IN-USE] busy", errc::in_use},
        {verb::greeting, 0, "too many connections", errc::temporary_failure},
        {verb::capa, 0, "unknown command", errc::refused},
        {verb::stat, 0, "", errc::refused},
        {verb::list, 0, "", errc::refused},
        {verb::list, 3, "", errc::message_refused},
        {verb::retr, 1, "gone", errc::message_refused},
        {verb::retr, 1, "[SYS/TEMP] disk", errc::temporary_failure},
        {verb::dele, 2, "[X] gone", errc::message_refused},
        {verb::stls, 0, "[SYS/TEMP] no", errc::stls_refused},
        {verb::quit, 0, "[SYS/TEMP] some left", errc::commit_refused},
    };
    for (const auto& [of, number, words, means] : table) {
        INFO(std::string(name(of)), " ", std::string(words));
        CHECK(make_error_code(refusal(of, number, words)) == make_error_code(means));
    }
}

TEST_CASE("[R84] every verb has a name that can stand in an error") {
    for (auto v = 0; v <= static_cast<int>(verb::other); ++v)
        CHECK_FALSE(name(static_cast<verb>(v)).empty());
    CHECK(name(verb::retr) == "RETR");
    CHECK(name(verb::other) == "command");
}

}  // namespace popline::test
