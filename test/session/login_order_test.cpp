// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "liar.hpp"

// AUTH PLAIN with servers that refuse an initial response, ignore it, or list PLAIN without supporting it.

namespace popline::test {

namespace {

using strings = std::vector<std::string>;
using lies = std::map<std::string, std::string>;

constexpr auto canary = "cAnArY-7319";
const std::string response = "AHVzZXIAY0FuQXJZLTczMTk=";
const std::string with_response = "AUTH PLAIN " + response;

/// How a login ended, and which lines of it the server received.
struct told_login {
    explicit told_login(const lies& told, limits bounds = {}) {
        liar there;
        there.replies["CAPA"] = "+OK\r\nUSER\r\nSASL PLAIN\r\n.\r\n";
        for (const auto& [line, words] : told)
            there.replies[line] = words.empty() ? "" : words + "\r\n";
        session session(there.context);
        strings shown;
        const auto note = [&](const trace_event& event) { shown.emplace_back(event.line); };
        auto body = [&]() -> awaitable<void> {
            co_await session.connect(there.where().limits(bounds).trace(note));
            try {
                co_await session.login(credentials("user", canary).send_in_clear());
                co_await session.noop();
            } catch (const error& why) {
                code = why.code();
                verb = why.verb();
                reply = why.reply();
                detail = why.detail();
                shown.emplace_back(why.what());
            }
            phase = session.phase();
        };
        play(there.context, body);
        session.close();
        for (const auto& line : there.heard)
            if (!line.starts_with("CAPA") && line != "NOOP") heard.push_back(line);
        for (const auto& text : shown) {
            CHECK(text.find(canary) == text.npos);
            CHECK(text.find(response) == text.npos);
        }
    }
    boost::system::error_code code;
    std::string verb, reply, detail;
    popline::phase phase{};
    strings heard;
};

}  // namespace

TEST_CASE("[R103] a server that knows no initial response is asked for the challenge, and then gets it") {
    for (const auto* const words : {"-ERR syntax: AUTH mechanism", "-ERR too many arguments"}) {
        const told_login all(lies{{"AUTH", words}, {"AUTH PLAIN", "+ "}});
        CHECK_FALSE(all.code);
        CHECK(all.phase == phase::transaction);
        CHECK(all.heard == strings{with_response, "AUTH PLAIN", response});
    }
}

TEST_CASE("[R103] a server that reads over the initial response gets it once more, after its challenge") {
    for (const auto* const challenge : {"+ ", "+"}) {
        const told_login all(lies{{"AUTH", challenge}});
        CHECK_FALSE(all.code);
        CHECK(all.heard == strings{with_response, response});
    }
    // The words are no challenge. The exchange is cancelled, and starts again without the response.
    const told_login spoken(lies{{"AUTH", "+ go ahead"}, {"*", "-ERR cancelled"}});
    CHECK_FALSE(spoken.code);
    CHECK(spoken.heard == strings{with_response, "*", "AUTH PLAIN", response});
}

TEST_CASE("[R103] a server that lists PLAIN without having it is told USER and PASS") {
    for (const auto* const words : {"-ERR command not implemented", "-ERR unknown mechanism",
                                    "-ERR [SYS/PERM] AUTH is not supported"}) {
        const told_login all(lies{{"AUTH", words}});
        CHECK_FALSE(all.code);
        CHECK(all.heard == strings{with_response, "AUTH PLAIN", "USER user", std::string("PASS ") + canary});
    }
    // The server has not received the password yet, so its refusal is about the mechanism.
    const told_login mute(lies{{"AUTH", "-ERR bad command"}, {"AUTH PLAIN", "-ERR no"}});
    CHECK_FALSE(mute.code);
    CHECK(mute.heard.size() == 4);
    limits bounds;
    bounds.command_bytes = 30;  // enough for AUTH PLAIN, but not for a response
    const told_login long_one(lies{{"AUTH", "-ERR no"}}, bounds);
    CHECK_FALSE(long_one.code);
    CHECK(long_one.heard == strings{"AUTH PLAIN", "USER user", std::string("PASS ") + canary});
    // The server sends challenges without end.
    const told_login asking(lies{{"AUTH", "+ "}, {response, "+ "}, {"*", "-ERR cancelled"}});
    CHECK_FALSE(asking.code);
    CHECK(asking.heard == strings{with_response, response, "*", "USER user", std::string("PASS ") + canary});
}

TEST_CASE("[R99][R103] the first refusal of the user ends the login with each mechanism") {
    struct {
        const char* what;
        lies replies;
        strings heard;
        errc code;
        const char* verb;
    } const cases[] = {
        {"no code", {{"AUTH", "-ERR no"}}, {with_response}, errc::login_refused, "AUTH"},
        {"words",
         {{"AUTH", "-ERR invalid login or password"}},
         {with_response},
         errc::authentication_failed,
         "AUTH"},
        {"a code", {{"AUTH", "-ERR [AUTH] syntax"}}, {with_response}, errc::authentication_failed, "AUTH"},
        {"in use", {{"AUTH", "-ERR [IN-USE] bad command"}}, {with_response}, errc::in_use, "AUTH"},
        {"later", {{"AUTH", "-ERR [SYS/TEMP] no AUTH"}}, {with_response}, errc::temporary_failure, "AUTH"},
        {"after the challenge",
         {{"AUTH", "-ERR syntax"}, {"AUTH PLAIN", "+ "}, {response, "-ERR no"}},
         {with_response, "AUTH PLAIN", response},
         errc::login_refused,
         "AUTH"},
        {"after the challenge, with a code",
         {{"AUTH", "-ERR syntax"}, {"AUTH PLAIN", "+ "}, {response, "-ERR [AUTH] no"}},
         {with_response, "AUTH PLAIN", response},
         errc::authentication_failed,
         "AUTH"},
        {"after an unasked challenge",
         {{"AUTH", "+ "}, {response, "-ERR no"}},
         {with_response, response},
         errc::login_refused,
         "AUTH"},
        {"without the response, with a code",
         {{"AUTH", "-ERR syntax"}, {"AUTH PLAIN", "-ERR [IN-USE] busy"}},
         {with_response, "AUTH PLAIN"},
         errc::in_use,
         "AUTH"},
        {"by USER",
         {{"AUTH", "-ERR unknown command"}, {"USER", "-ERR [AUTH] who?"}},
         {with_response, "AUTH PLAIN", "USER user"},
         errc::authentication_failed,
         "USER"},
        {"by PASS",
         {{"AUTH", "-ERR unknown command"}, {"PASS", "-ERR syntax"}},
         {with_response, "AUTH PLAIN", "USER user", std::string("PASS ") + canary},
         errc::login_refused,
         "PASS"},
    };
    for (const auto& each : cases) {
        CAPTURE(std::string(each.what));
        const told_login all(each.replies);
        CHECK(all.heard == each.heard);
        CHECK(all.code == each.code);
        CHECK(all.verb == each.verb);
        CHECK(all.phase == phase::authorization);
        CHECK((all.detail.find("tried AUTH PLAIN") != all.detail.npos) == (count(all.heard, "AUTH") > 1));
    }
}

TEST_CASE(
    "[R103] if the server has no way in, no password is said to be wrong, and the error names the ways") {
    const told_login all(lies{{"AUTH", "-ERR unknown command"}, {"USER", "-ERR unknown command"}});
    CHECK(all.code == errc::no_mechanism);
    CHECK_FALSE(all.code == condition::wrong_credentials);
    CHECK_FALSE(all.code == condition::try_later);
    CHECK(all.verb == "USER");
    CHECK(all.reply == "unknown command");
    CHECK(all.detail == "tried AUTH PLAIN, AUTH PLAIN without an initial response, USER");
    CHECK(all.heard == strings{with_response, "AUTH PLAIN", "USER user"});
    CHECK(all.phase == phase::authorization);
}

TEST_CASE(
    "[R98][R103] a server that ends the session with its refusal of AUTH has refused; later it has gone") {
    const told_login refused(lies{{"AUTH", "-ERR Protocol error. 10"}, {"AUTH PLAIN", ""}});
    CHECK(refused.code == errc::no_mechanism);
    CHECK(refused.reply == "Protocol error. 10");
    CHECK(refused.phase == phase::closed);
    const told_login gone(lies{{"AUTH", "-ERR syntax"}, {"AUTH PLAIN", "+ "}, {response, ""}});
    CHECK(gone.code == errc::closed);
    CHECK(gone.code == condition::try_later);
    const told_login crashed(lies{{"AUTH", "-ERR unknown command"}, {"PASS", ""}});
    CHECK(crashed.code == errc::closed);
}

TEST_CASE("[R41] a yes before the server was told who logs in is no login") {
    const told_login all(lies{{"AUTH", "-ERR syntax"}, {"AUTH PLAIN", "+OK"}});
    CHECK(all.code == errc::malformed_status);
    CHECK(all.phase == phase::closed);
}

TEST_CASE(
    "[R103] each of them is logged in to in clear, by STLS and over TLS, and no other server costs more") {
    for (const auto* const kind : {"obeys", "refuses", "ignores", "lacks"})
        for (std::size_t number = 0; number < 3; ++number) {
            embedded there;
            const std::string is = kind;
            if (is == "refuses") there.server.refuse_initial_response("syntax error");
            if (is == "ignores") there.server.ignore_initial_response();
            if (is == "lacks") there.server.refuse("AUTH", 0, "unknown command");
            const auto [name, where] = ways(there)[number];
            CAPTURE(name);
            CAPTURE(is);
            auto body = [](session& session) -> awaitable<void> { co_await session.noop(); };
            play(there, where, body);
            strings heard;
            for (const auto& line : there.server.transcript())
                if (!line.starts_with("STLS") && line != "CAPA" && line != "NOOP") heard.push_back(line);
            const std::string said = "AHVzZXIAc2VjcmV0";
            strings expected{"AUTH PLAIN " + said};
            if (is == "refuses") expected.insert(expected.end(), {"AUTH PLAIN", said});
            if (is == "ignores") expected.push_back(said);
            if (is == "lacks") expected.insert(expected.end(), {"AUTH PLAIN", "USER user", "PASS secret"});
            CHECK(heard == expected);
        }
}

}  // namespace popline::test
