// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "liar.hpp"

// LIST and UIDL that leave together with AUTH, before the server has accepted the login.

namespace popline::test {

namespace {

using namespace std::chrono_literals;
using strings = std::vector<std::string>;

const std::string auth = "AUTH PLAIN AHVzZXIAc2VjcmV0";

/// How a login with a listing ended, and what the server got of it.
struct ended {
    boost::system::error_code code;
    std::string detail;
    strings ids;
    popline::login_facts facts;
    popline::phase phase{};
    strings heard;                   // after the CAPA before the login
    std::uint64_t trips = 0;         // of the client, after that CAPA
    std::size_t bursts = 0;          // what the server counts of them
    boost::system::error_code then;  // of a second login in the same session
};

enum class then { nothing, login };

std::string id_of(const mail& one) {
    return one.has_unique_id() ? std::string(one.unique_id()) : "";
}

ended run(embedded& there, popline::server where, const credentials& who = known_user(),
          then next = then::nothing) {
    ended made;
    session session(there.context);
    auto body = [&]() -> awaitable<void> {
        auto bounds = where.limits();
        bounds.progress_timeout = 100ms;
        co_await session.connect(where.limits(bounds));
        static_cast<void>(co_await session.capabilities());
        const auto trips = session.counters().round_trips;
        const auto bursts = there.server.counts().bursts;
        const auto before = there.server.transcript().size();
        try {
            const auto inbox = co_await session.login_and_list(who);
            for (const auto& one : inbox)
                made.ids.push_back(id_of(one));
        } catch (const error& why) {
            made.code = why.code();
            made.detail = why.detail();
        }
        made.trips = session.counters().round_trips - trips;
        made.bursts = there.server.counts().bursts - bursts;
        made.facts = session.login_facts();
        made.phase = session.phase();
        const auto lines = there.server.transcript();
        made.heard.assign(lines.begin() + static_cast<std::ptrdiff_t>(before), lines.end());
        if (next == then::nothing) co_return;
        const auto why = co_await failure_of(session.login("user", secret("wrong again")));
        made.then = why.code();
    };
    play(there.context, body);
    session.close();
    settle(there);
    return made;
}

/// Three messages, whose unique-ids are `a`, `b` and `c`.
void add_three(embedded& there) {
    for (const auto* const id : {"a", "b", "c"})
        there.server.add("Subject: x\r\n\r\nbody\r\n", id);
}

}  // namespace

TEST_CASE("[R26] with `eager`, AUTH, LIST and UIDL share a write and a round trip; without it, two") {
    for (const bool is_eager : {true, false}) {
        embedded there;
        add_three(there);
        const auto where = there.secured().eager(is_eager ? eager::on : eager::off);
        const auto made = run(there, where);
        CAPTURE(is_eager);
        CHECK_FALSE(made.code);
        CHECK(made.ids == strings{"a", "b", "c"});
        CHECK(made.trips == (is_eager ? 1 : 2));
        CHECK(made.bursts == (is_eager ? 1 : 2));
        const auto lines = is_eager ? strings{auth, "LIST", "UIDL"} : strings{auth, "CAPA", "LIST", "UIDL"};
        CHECK(made.heard == lines);
        CHECK(made.phase == phase::transaction);
        CHECK(made.facts.mechanism == "PLAIN");
        CHECK(made.facts.first == first_response::with_auth);
        CHECK(made.facts.is_eager == is_eager);
        CHECK(made.facts.takes_eager == (is_eager ? finding::yes : finding::unknown));
    }
}

TEST_CASE("[R26] `login` sends nothing together with AUTH, whatever the server was said to take") {
    embedded there;
    add_three(there);
    auto body = [&](session& session) -> awaitable<void> {
        CHECK(there.server.transcript().back() == auth);
        CHECK(session.login_facts().mechanism == "PLAIN");
        CHECK_FALSE(session.login_facts().is_eager);
        co_return;
    };
    play(there, there.secured().eager(eager::on), body);
}

TEST_CASE("[R26] nothing is sent with a login that needs another line, or without PIPELINING") {
    struct row {
        const char* what;
        testing::options kind;
        credentials who;
        pipelining width;
        strings heard;
    };
    const auto user = known_user();
    const strings by_auth{auth, "CAPA", "LIST", "UIDL"};
    const std::string name(200, 'u');
    const row rows[] = {
        {"USER",
         {},
         user.only_by("USER"),
         pipelining::automatic(),
         {"USER user", "PASS secret", "CAPA", "LIST", "UIDL"}},
        {"asked for",
         {},
         user.respond_first(first_response::when_asked),
         pipelining::automatic(),
         {"AUTH PLAIN", "AHVzZXIAc2VjcmV0", "CAPA", "LIST", "UIDL"}},
        {"no PIPELINING",
         testing::options().without(testing::capability::pipelining),
         user,
         pipelining::automatic(),
         {auth, "CAPA", "LIST", "UIDL"}},
        {"no PIPELINING, and a window that the user chose",
         testing::options().without(testing::capability::pipelining),
         user,
         pipelining::window(8),
         {auth, "CAPA", "LIST", "UIDL"}},
        {"one at a time", {}, user, pipelining::off(), {auth, "CAPA", "LIST", "UIDL"}},
        {"two at a time", {}, user, pipelining::window(2), {auth, "CAPA", "LIST", "UIDL"}},
    };
    for (const auto& one : rows) {
        CAPTURE(one.what);
        embedded there(one.kind);
        add_three(there);
        const auto made = run(there, there.secured().eager(eager::on).pipelining(one.width), one.who);
        CHECK_FALSE(made.code);
        CHECK(made.ids == strings{"a", "b", "c"});
        CHECK(made.heard == one.heard);
        CHECK_FALSE(made.facts.is_eager);
        CHECK(made.trips > 1);
    }
    embedded there;
    const auto made = run(there, there.secured().eager(eager::on), credentials(name, secret("x")));
    CHECK(made.code == errc::authentication_failed);
    CHECK(count(made.heard, "LIST") == 0);
}

TEST_CASE("a refused login leaves nothing but its error, and the session takes another login") {
    for (const std::size_t octets : {1U, 1'000U}) {
        embedded there;
        add_three(there);
        there.server.split(octets);
        const credentials wrong("user", secret("wrong"));
        const auto made = run(there, there.secured().eager(eager::on), wrong, then::login);
        CHECK(made.code == errc::authentication_failed);
        CHECK(made.ids.empty());
        CHECK(made.heard.size() == 3);
        CHECK(made.trips >= 1);
        CHECK(made.phase == phase::authorization);
        CHECK(made.facts.takes_eager == finding::unknown);
        CHECK(made.facts.mechanism.empty());
        CHECK(made.then == errc::authentication_failed);
    }
}

TEST_CASE("after a refused mechanism the replies to LIST and UIDL come first, then the next way is tried") {
    embedded there;
    add_three(there);
    there.server.refuse_initial_response("malformed command");
    const auto made = run(there, there.secured().eager(eager::on));
    CHECK_FALSE(made.code);
    CHECK(made.ids == strings{"a", "b", "c"});
    CHECK(made.heard
          == strings{auth, "LIST", "UIDL", "AUTH PLAIN", "AHVzZXIAc2VjcmV0", "CAPA", "LIST", "UIDL"});
    CHECK(made.facts.takes_eager == finding::unknown);
    CHECK(made.facts.first == first_response::when_asked);
}

TEST_CASE("a challenge after LIST was sent ends the session in words, since LIST is taken for the response") {
    embedded there;
    add_three(there);
    there.server.ignore_initial_response();
    const auto made = run(there, there.secured().eager(eager::on));
    CHECK(made.code == errc::malformed_status);
    CHECK(made.detail == "the server wants more than the line of AUTH, and LIST was sent after it");
    CHECK(made.heard.front() == auth);
    CHECK(count(made.heard, "*") + count(made.heard, "AUTH") == 1);
    CHECK(made.phase == phase::closed);
    CHECK(made.facts.takes_eager == finding::no);
}

TEST_CASE("a server that discards what follows AUTH ends in a time-out, and is found out") {
    for (const bool accepts : {true, false}) {
        CAPTURE(accepts);
        embedded there;
        add_three(there);
        there.server.break_pipelining();
        const credentials who("user", secret(accepts ? "secret" : "wrong"));
        const auto made = run(there, there.secured().eager(eager::on), who);
        // a refusal says more than the time-out after it
        CHECK(made.code == (accepts ? errc::reply_timed_out : errc::authentication_failed));
        CHECK(made.heard == strings{made.heard.front()});
        CHECK(made.phase == phase::closed);
        CHECK(made.facts.takes_eager == finding::no);
    }
}

TEST_CASE(
    "after the refusal of a mechanism and a time-out no other way is tried, and the refusal is the error") {
    embedded there;
    there.server.refuse_initial_response("malformed command").break_pipelining();
    const auto made = run(there, there.secured().eager(eager::on));
    CHECK(made.code == errc::login_refused);
    CHECK(made.heard == strings{auth});
    CHECK(made.phase == phase::closed);
}

TEST_CASE("[R26] a second AUTH of the same login takes no LIST along") {
    liar there;
    there.replies["CAPA"] = "+OK\r\nSASL OAUTHBEARER\r\nPIPELINING\r\n.\r\n";
    there.replies["AUTH"] = "-ERR [AUTH] the token is stale\r\n";
    there.replies["LIST"] = there.replies["UIDL"] = "-ERR log in first\r\n";
    int asked = 0;
    auto give = [&](token_reason) -> awaitable<secret> {
        co_return secret("token" + std::to_string(++asked));
    };
    const auto who = credentials::oauth("user", token_provider(give)).send_in_clear();
    session session(there.context);
    auto body = [&]() -> awaitable<void> {
        co_await session.connect(there.where().eager(eager::on));
        const auto why = co_await failure_of(session.login_and_list(who));
        CHECK(why.code() == errc::authentication_failed);
    };
    play(there.context, body);
    CHECK(asked == 2);
    strings verbs;
    for (const auto& line : there.heard)
        verbs.push_back(line.substr(0, 4));
    CHECK(verbs == strings{"CAPA", "AUTH", "LIST", "UIDL", "AUTH"});
    CHECK(session.phase() == phase::authorization);
}

TEST_CASE("what a server refuses with AUTH is asked once more after the login") {
    const strings again{auth, "LIST", "UIDL", "CAPA", "LIST", "UIDL"};
    struct {
        const char* verb;
        bool is_once;
        finding found;
        strings ids;
    } const rows[] = {
        {"LIST", true, finding::no, {"a", "b", "c"}},
        {"UIDL", true, finding::no, {"a", "b", "c"}},
        {"UIDL", false, finding::yes, {"", "", ""}},
    };
    for (const auto& one : rows) {
        CAPTURE(one.verb);
        CAPTURE(one.is_once);
        embedded there;
        add_three(there);
        if (one.is_once)
            there.server.refuse_nth(one.verb, 1, "not now");
        else
            there.server.refuse(one.verb, 0, "never");
        const auto made = run(there, there.secured().eager(eager::on));
        CHECK_FALSE(made.code);
        CHECK(made.ids == one.ids);
        CHECK(made.heard == again);
        CHECK(made.trips == 2);
        CHECK(made.facts.takes_eager == one.found);
        CHECK(made.phase == phase::transaction);
    }
}

TEST_CASE("a server that refuses LIST of an empty maildrop shows nothing, and the maildrop is empty") {
    embedded there;
    there.server.refuse("LIST", 0, "no messages");
    const auto made = run(there, there.secured().eager(eager::on));
    CHECK_FALSE(made.code);
    CHECK(made.ids.empty());
    CHECK(made.facts.takes_eager == finding::unknown);
}

TEST_CASE("the replies to AUTH, LIST and UIDL are told apart if they come an octet at a time") {
    embedded there;
    add_three(there);
    there.server.split(1);
    const auto made = run(there, there.secured().eager(eager::on));
    CHECK(made.ids == strings{"a", "b", "c"});
    CHECK(made.facts.takes_eager == finding::yes);
}

TEST_CASE("the reason of a refused token is told, and says nothing about what the server takes") {
    liar there;
    there.replies["CAPA"] = "+OK\r\nSASL OAUTHBEARER\r\nPIPELINING\r\n.\r\n";
    there.replies["AUTH"] = "+ eyJzdGF0dXMiOiI0MDEifQ==\r\n";  // {"status":"401"}
    auto give = [](token_reason) -> awaitable<secret> { co_return secret("token"); };
    const auto who = credentials::oauth("user", token_provider(give)).send_in_clear();
    session session(there.context);
    auto body = [&]() -> awaitable<void> {
        co_await session.connect(there.where().eager(eager::on));
        const auto why = co_await failure_of(session.login_and_list(who));
        CHECK(why.code() == errc::malformed_status);
        CHECK(why.detail().find("401") != std::string::npos);
        CHECK(std::string(why.what()).find("token") == std::string::npos);
    };
    play(there.context, body);
    CHECK(count(there.heard, "AUTH") == 1);
    CHECK(count(there.heard, "AQ==") == 0);
    CHECK(session.login_facts().takes_eager == finding::unknown);
    CHECK(session.login_facts().is_explained);
    CHECK(session.phase() == phase::closed);
}

TEST_CASE("[R85] a trace shows no words of the reply after that to AUTH, which may be late by one") {
    liar there;
    there.replies["CAPA"] = "+OK\r\nSASL PLAIN\r\nPIPELINING\r\n.\r\n";
    there.replies["LIST"] = "+OK the secret was right\r\n1 2\r\n.\r\n";
    there.replies["UIDL"] = "+OK\r\n1 a\r\n.\r\n";
    strings shown;
    const auto note = [&](const trace_event& event) { shown.emplace_back(event.line); };
    session session(there.context);
    auto body = [&]() -> awaitable<void> {
        co_await session.connect(there.where().eager(eager::on).trace(note));
        const auto inbox = co_await session.login_and_list(known_user());
        CHECK(inbox.size() == 1);
    };
    play(there.context, body);
    CHECK(count(shown, "AUTH PLAIN ***") == 1);
    CHECK(count(shown, "LIST") == 1);
    for (const auto& line : shown)
        CHECK(line.find("right") == line.npos);
}

TEST_CASE("XOAUTH2 lists with the login only if the token is in the line of AUTH") {
    for (const bool is_first : {true, false}) {
        liar there;
        there.replies["CAPA"] = "+OK\r\nSASL XOAUTH2\r\nPIPELINING\r\n.\r\n";
        there.replies["AUTH XOAUTH2"] = "+ \r\n";
        there.replies["LIST"] = there.replies["UIDL"] = "+OK\r\n.\r\n";
        auto give = [](token_reason) -> awaitable<secret> { co_return secret("token"); };
        auto who = credentials::oauth("user", token_provider(give)).send_in_clear();
        if (is_first) who = who.respond_first(first_response::with_auth);
        session session(there.context);
        auto body = [&]() -> awaitable<void> {
            co_await session.connect(there.where().eager(eager::on));
            const auto inbox = co_await session.login_and_list(who);
            CHECK(inbox.empty());
        };
        play(there.context, body);
        CHECK(session.login_facts().is_eager == is_first);
        CHECK(session.login_facts().first
              == (is_first ? first_response::with_auth : first_response::when_asked));
        CHECK(session.login_facts().mechanism == "XOAUTH2");
    }
}

}  // namespace popline::test
