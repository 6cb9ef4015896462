// SPDX-License-Identifier: BSL-1.0
#include "sasl/refusal.hpp"

#include <doctest/doctest.h>

#include <string>

using popline::sasl::is_about_mechanism;
using popline::sasl::milestone;

TEST_CASE("[R103] words that speak of the mechanism are about it") {
    for (const std::string words : {
             "syntax: AUTH mechanism",
             "Syntax error in parameters or arguments",
             "command not implemented",
             "502 Command not implemented",
             "Unknown command.",
             "unknown command or argument, or not before login",
             "Invalid command in current state.",
             "Command is not valid in this state.",
             "bad command",
             "Unrecognized command",
             "unrecognised authentication type",
             "Unsupported authentication mechanism.",
             "Unknown SASL mechanism",
             "no such mechanism",
             "mechanism not available",
             "AUTH not supported",
             "AUTH not supported, use USER/PASS instead",
             "unknown AUTH method",
             "PLAIN is disabled",
             "not implemented",
             "too many arguments",
             "invalid argument",
             "Protocol error. 14",
             "malformed line",
             "line too long",
             "authentication cancelled",
             "Authentication aborted",
             "not valid base64",
             "no initial response here: syntax",
             "[SYS/PERM] AUTH is not implemented",
             "[NONSENSE] unknown command",
         }) {
        CAPTURE(words);
        CHECK(is_about_mechanism(words, milestone::responded));
    }
}

TEST_CASE("[R99][R103] words that speak of the user, and words that are not known, are not") {
    for (const std::string words : {
             "",
             "no",
             "sorry",
             "***",
             "failed",
             "Authentication failed",
             "authentication failure",
             "Login failed.",
             "Unable to log on",
             "Logon failure: unknown user name or bad password.",
             "invalid user name or password",
             "invalid login or password",
             "unknown user",
             "user not recognized",
             "no such user",
             "AUTH: no such user",
             "Invalid username syntax",
             "bad user or pass",
             "unsupported account type",
             "unknown account",
             "mailbox not available",
             "invalid password for this authentication method",
             "incorrect argument: password",
             "your account was cancelled",
             "database error",
             "permission denied",
             "unable to lock maildrop",
             "Anmeldung fehlgeschlagen",
             "Unbekannter Benutzer",
         }) {
        CAPTURE(words);
        CHECK_FALSE(is_about_mechanism(words, milestone::responded));
    }
}

TEST_CASE("[R99][R103] a registered response code says what it is about, whatever the words say") {
    for (const std::string code :
         {"AUTH", "auth", "IN-USE", "LOGIN-DELAY", "SYS/TEMP", "SYS/TEMP/DISK", "UTF8"})
        for (const auto until : {milestone::named, milestone::responded, milestone::taken_back}) {
            CAPTURE(code);
            CHECK_FALSE(is_about_mechanism("[" + code + "] unknown command", until));
        }
}

TEST_CASE("[R103] a refusal before a response was sent, or after it was taken back, is about the mechanism") {
    for (const auto until : {milestone::named, milestone::taken_back})
        for (const std::string words : {"", "no", "Authentication failed", "invalid login or password"}) {
            CAPTURE(words);
            CHECK(is_about_mechanism(words, until));
        }
}
