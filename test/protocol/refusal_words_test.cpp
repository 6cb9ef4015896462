// SPDX-License-Identifier: BSL-1.0
#include "protocol/refusal_words.hpp"

#include <doctest/doctest.h>

#include <string>

#include "protocol/status.hpp"

namespace popline::test {

namespace {

using protocol::refused;
using protocol::verb;

/// What servers write, and what it means at a login and at another command.
constexpr struct {
    const char* words;
    errc at_login;
    errc at_command = errc::refused;
} rows[] = {
    {"Exceeded the login limit for a 15 minute period", errc::temporary_failure, errc::temporary_failure},
    {"too many connections from your address", errc::temporary_failure},
    {"Connection limit reached", errc::temporary_failure, errc::temporary_failure},
    {"rate limit hit", errc::temporary_failure, errc::temporary_failure},
    {"Request throttled", errc::temporary_failure, errc::temporary_failure},
    {"number of logins exceeded", errc::temporary_failure, errc::temporary_failure},
    {"login too soon after the last one", errc::login_delay},
    {"logins are too frequent", errc::login_delay},
    {"minimum login interval is 10 minutes", errc::login_delay},
    {"wait 5 minutes between sessions", errc::login_delay},
    {"mailbox in use by another client", errc::in_use},
    {"Unable to lock maildrop", errc::in_use},
    {"maildrop is locked", errc::in_use},
    {"mailbox BUSY", errc::in_use},
    {"there is another session", errc::in_use},
    {"maildrop already open", errc::in_use},
    {"user is already logged in", errc::in_use},
    {"Temporary authentication failure", errc::temporary_failure, errc::temporary_failure},
    {"can't get the letter, try again later", errc::temporary_failure, errc::temporary_failure},
    {"please try later", errc::temporary_failure, errc::temporary_failure},
    {"Service unavailable", errc::temporary_failure},
    {"server overloaded", errc::temporary_failure, errc::temporary_failure},
    {"Internal error occurred", errc::temporary_failure, errc::temporary_failure},
    {"closed for maintenance", errc::temporary_failure, errc::temporary_failure},
    {"over quota", errc::permanent_failure},
    {"your mailbox is full", errc::permanent_failure},
    {"mailbox full", errc::permanent_failure},
    {"this account was suspended", errc::permanent_failure},
    {"account disabled", errc::permanent_failure},
    {"account is disabled", errc::permanent_failure},
    {"Your account is not enabled for POP access", errc::permanent_failure},
    {"POP access is disabled", errc::permanent_failure},
    {"POP3 is disabled for this domain", errc::permanent_failure},
    {"POP access not enabled", errc::permanent_failure},
    {"invalid password", errc::authentication_failed},
    {"wrong password", errc::authentication_failed},
    {"Logon failure: unknown user name or bad password", errc::authentication_failed},
    {"incorrect password for user", errc::authentication_failed},
    {"password incorrect", errc::authentication_failed},
    {"password is incorrect", errc::authentication_failed},
    {"password is wrong", errc::authentication_failed},
    {"Invalid username or password", errc::authentication_failed},
    {"bad user name or password", errc::authentication_failed},
    {"invalid login or password", errc::authentication_failed},
    {"Invalid credentials", errc::authentication_failed},
    {"Authentication failed.", errc::authentication_failed},
    {"AUTHENTICATION FAILURE", errc::authentication_failed},
    {"Username and password not accepted.", errc::authentication_failed},
    // what is passing decides before what is said about the password
    {"authentication failed: maildrop locked", errc::in_use},
    {"too many failed logins, invalid password", errc::temporary_failure},
    // words that say nothing, or only seem to
    {"no", errc::login_refused},
    {"", errc::login_refused},
    {"unlock the clock", errc::login_refused},
    {"inadequate", errc::login_refused},
    {"access denied", errc::login_refused},
};

}  // namespace

TEST_CASE("[R87] the words of a refusal without a code say what to do, as far as they are known") {
    for (const auto& each : rows) {
        CAPTURE(std::string(each.words));
        for (const auto login : {verb::pass, verb::auth, verb::apop, verb::user})
            CHECK(protocol::refusal(login, 0, each.words) == each.at_login);
        const bool says_why =
            each.at_login != errc::login_refused && each.at_login != errc::authentication_failed;
        CHECK(protocol::refusal(verb::greeting, 0, each.words)
              == (says_why ? each.at_login : errc::greeting_refused));
        CHECK(protocol::refusal(verb::list, 0, each.words) == each.at_command);
        CHECK(protocol::refusal(verb::retr, 3, each.words)
              == (each.at_command == errc::refused ? errc::message_refused : each.at_command));
        CHECK(protocol::refusal(verb::quit, 0, each.words) == errc::commit_refused);
    }
}

TEST_CASE("[R87] a response code decides, whatever the words behind it say") {
    CHECK(protocol::refusal(verb::pass, 0, "[AUTH] maildrop locked") == errc::authentication_failed);
    CHECK(protocol::refusal(verb::pass, 0, "[IN-USE] invalid password") == errc::in_use);
    CHECK(protocol::refusal(verb::pass, 0, "[SYS/PERM] try again later") == errc::permanent_failure);
    CHECK(protocol::refusal(verb::pass, 0, "[X-OTHER] maildrop locked") == errc::in_use);
}

}  // namespace popline::test
