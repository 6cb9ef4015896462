// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "relays.hpp"
#include "session/liar.hpp"

// How a session of a run connects and logs in, and what it needs not to ask.

namespace popline::test {

namespace {

/// The round trips of a run of one session. The session does not count the greeting.
std::uint64_t trips_of(stage& there, const popline::server& where) {
    const auto made = there.run(where);
    CHECK(made.is_complete());
    return made.traffic.round_trips + made.sessions;
}

/// The verbs that the server got in a run of one session.
std::vector<std::string> verbs_of(stage& there, const popline::server& where) {
    CHECK(there.run(where).is_complete());
    std::vector<std::string> verbs;
    for (const auto& line : there.server.transcript())
        verbs.push_back(line.substr(0, line.find(' ')));
    return verbs;
}

}  // namespace

TEST_CASE("over TLS a run asks for no capabilities before the login if an earlier login showed them") {
    for (const bool is_secured : {true, false}) {
        CAPTURE(is_secured);
        stage there;
        there.add("a");
        const auto where = is_secured ? there.secured() : there.upgraded();
        const auto first = verbs_of(there, where);
        const auto second = verbs_of(there, where);
        CHECK(std::count(first.begin(), first.end(), "CAPA") == 2);
        CHECK(std::count(second.begin(), second.end(), "CAPA") == 1);  // with the listing, after the login
        CHECK(std::find(second.begin(), second.end(), "AUTH")
              < std::find(second.begin(), second.end(), "CAPA"));
    }
}

TEST_CASE("without TLS each run asks for the capabilities, since anybody may have written the list") {
    stage there;
    there.add("a");
    for (int run = 0; run < 2; ++run) {
        const auto verbs = verbs_of(there, there.plain());
        CHECK(std::count(verbs.begin(), verbs.end(), "CAPA") == 2);
    }
    CHECK(there.ledger.facts.find("offers") == std::string::npos);
}

TEST_CASE("a login that fails forgets what the server offered, and a refusal is followed by one that asks") {
    const std::pair<std::string, std::uint32_t> rows[] = {
        {"[SYS/PERM] no mail today", 1}, {"[AUTH] another mechanism, please", 2}, {"no", 2}};
    for (const auto& [words, sessions] : rows) {
        CAPTURE(words);
        stage there;
        there.add("a");
        CHECK(there.run(there.secured()).is_complete());
        CHECK(there.ledger.facts.find("offers=") != std::string::npos);
        there.server.refuse("AUTH", 0, words);
        const auto made = there.run(there.secured());
        CHECK(made.failure);
        CHECK(made.sessions == sessions);
        CHECK(count(there.server.transcript(), "CAPA") == sessions - 1);
        CHECK(there.ledger.facts.find("offers=") == std::string::npos);
        there.server.heal();
        CHECK(there.run(there.secured()).is_complete());
    }
}

TEST_CASE("a greeting that speaks of a failed login is none: the run waits, and ends after its sessions") {
    stage there;
    there.add("a");
    bool blames = false;
    const relay between(there, [&](std::string given, sender from) {
        if (!blames || from == sender::client) return relay::passed{std::move(given)};
        return relay::passed{"-ERR blocked after an authentication failure\r\n", ""};
    });
    const auto where = there.upgraded().port(between.where().port());
    CHECK(there.run(where).is_complete());
    CHECK(there.ledger.facts.find("offers=") != std::string::npos);
    blames = true;
    const auto made = there.run(where);
    CHECK(code_of(made.failure) == errc::greeting_refused);
    CHECK(made.sessions == there.how.retry.sessions);
}

TEST_CASE("what a server offered is believed for a day, and only with a checked certificate") {
    stage there;
    there.add("a");
    const auto unchecked =
        there.secured().certificate(certificate_check::switched_off_without_any_protection);
    const struct {
        popline::server where;
        std::chrono::hours later;
        std::ptrdiff_t asks;  // with the CAPA after the login
    } rows[] = {
        {there.secured(), std::chrono::hours(0), 2},  {there.secured(), std::chrono::hours(20), 1},
        {there.secured(), std::chrono::hours(5), 2},  // does not count from the run before
        {there.secured(), std::chrono::hours(-1), 2}, {unchecked, std::chrono::hours(0), 2},
        {there.secured(), std::chrono::hours(0), 2},
    };
    for (const auto& [where, later, asks] : rows) {
        there.now += later;
        const auto verbs = verbs_of(there, where);
        CHECK(std::count(verbs.begin(), verbs.end(), "CAPA") == asks);
    }
}

TEST_CASE("capabilities that the user gave win over what an earlier login showed, and are not kept") {
    stage there;
    there.add("a");
    const auto first = verbs_of(there, there.secured());
    CHECK(std::count(first.begin(), first.end(), "AUTH") == 1);
    const auto given = there.secured().capabilities(capabilities::from_text("USER\nUIDL\n"));
    const auto second = verbs_of(there, given);
    CHECK(std::count(second.begin(), second.end(), "AUTH") == 0);
    CHECK(std::count(second.begin(), second.end(), "USER") == 1);
    const auto third = verbs_of(there, there.secured());
    CHECK(std::count(third.begin(), third.end(), "CAPA") == 2);
}

TEST_CASE(
    "a poll of an account with nothing new takes four round trips, then three, and two with `eager` if the "
    "server takes it") {
    for (const bool is_eager : {false, true}) {
        CAPTURE(is_eager);
        stage there;
        const auto where = there.secured().eager(is_eager ? eager::on : eager::off);
        std::vector<std::uint64_t> trips;
        for (int run = 0; run < 3; ++run)
            trips.push_back(trips_of(there, where));
        const auto later = is_eager ? 2U : 3U;
        CHECK(trips == std::vector<std::uint64_t>{4, later, later});
        CHECK((there.ledger.facts.find("takes-eager") != std::string::npos) == is_eager);
        CHECK(count(there.server.transcript(), "CAPA") == (is_eager ? 0 : 1));
    }
}

TEST_CASE("with `eager` the first body of a new message comes two round trips after the greeting") {
    stage there;
    const auto where = there.secured().eager(eager::on);
    CHECK(there.run(where).is_complete());
    there.add("a");
    const auto lines = verbs_of(there, where);
    CHECK(lines == std::vector<std::string>{"AUTH", "LIST", "UIDL", "CAPA", "RETR", "NOOP", "QUIT"});
    CHECK(there.delivery.stored.size() == 1);
    const auto bursts = there.server.counts().bursts;
    there.add("b");
    CHECK(there.run(where).is_complete());
    // AUTH LIST UIDL, then RETR with what confirms its end, then QUIT
    CHECK(there.server.counts().bursts - bursts == 3);
}

TEST_CASE("without TLS no server is tried with `eager`, but one that is known to take it is used so") {
    stage there;
    const auto where = there.plain().eager(eager::on);
    for (int run = 0; run < 2; ++run)
        CHECK(trips_of(there, where) == 4);
    CHECK(there.ledger.facts.find("eager") == std::string::npos);
    there.ledger.facts = "takes-eager";
    CHECK(trips_of(there, where) == 3);  // the greeting, CAPA, and AUTH with the listing
    CHECK(there.ledger.facts.find("takes-eager") != std::string::npos);
}

TEST_CASE("a server that wants more than the line of AUTH is left at once, and no later run tries it again") {
    stage there;
    there.add("a");
    const auto where = there.secured().eager(eager::on);
    CHECK(there.run(where).is_complete());
    there.server.ignore_initial_response();
    for (const std::uint32_t sessions : {2, 1}) {
        const auto made = there.run(where);
        CHECK(made.is_complete());
        CHECK(made.sessions == sessions);
        CHECK(there.ledger.facts.find("takes-no-eager") != std::string::npos);
        CHECK(there.ledger.facts.find("breaks-pipelining") == std::string::npos);
    }
}

TEST_CASE(
    "a server that discards what follows AUTH is found out by a time-out, and the run goes on without") {
    stage there;
    there.add("a");
    const auto where = there.secured().eager(eager::on);
    CHECK(there.run(where).is_complete());
    there.add("b");
    there.patience = std::chrono::milliseconds(100);
    there.server.break_pipelining();
    CHECK(there.run(where).is_complete());
    CHECK(there.delivery.stored.size() == 2);
    CHECK(there.ledger.facts.find("takes-no-eager") != std::string::npos);
}

TEST_CASE("a login that is refused with `eager` is tried once without it, and success forgets `eager`") {
    const struct {
        const char* known;
        bool has_word;
        const char* word;
    } rows[] = {{"", true, "takes-no-eager"}, {"takes-eager", false, "eager"}};
    for (const auto& [known, has_word, word] : rows) {
        CAPTURE(known);
        stage there;
        const auto where = there.secured().eager(eager::on);
        CHECK(there.run(where).is_complete());
        if (*known) there.ledger.facts = known + std::string(" ") + there.ledger.facts;
        there.server.refuse_nth("AUTH", 1, "no");
        const auto made = there.run(where);
        CHECK(made.is_complete());
        CHECK(made.sessions == 2);
        CHECK(there.server.transcript().front() == "CAPA");
        CHECK((there.ledger.facts.find(word) != std::string::npos) == has_word);
    }
}

TEST_CASE("a wrong password is sent once more at most, and says nothing of `eager`") {
    stage there;
    const auto where = there.secured().eager(eager::on);
    CHECK(there.run(where).is_complete());
    there.server.refuse("AUTH", 0, "[AUTH] wrong password");
    const std::uint32_t expected[] = {2, 1};
    for (const auto sessions : expected) {
        const auto made = there.run(where);
        CHECK(code_of(made.failure) == errc::authentication_failed);
        CHECK(made.sessions == sessions);
        CHECK(there.ledger.facts.find("eager") == std::string::npos);
    }
}

TEST_CASE("a server that knows XOAUTH2 in one line only is remembered, unless the user has said the form") {
    struct row {
        std::optional<first_response> said;
        std::string facts;
        std::string first_line;  // of the login
        bool is_kept;
    };
    const std::string in_one_line = "AUTH XOAUTH2 dXNlcj11c2VyAWF1dGg9QmVhcmVyIHRva2VuAQE=";
    const row rows[] = {
        {{}, "", "AUTH XOAUTH2", true},
        {{}, "xoauth2-in-one-step", in_one_line, true},
        {first_response::with_auth, "", in_one_line, false},
    };
    for (const auto& one : rows) {
        CAPTURE(one.facts);
        liar there;
        there.replies["CAPA"] = "+OK\r\nSASL XOAUTH2\r\n.\r\n";
        there.replies["AUTH XOAUTH2"] = "-ERR malformed command\r\n";
        there.replies["LIST"] = there.replies["UIDL"] = "+OK\r\n.\r\n";
        auto give = [](token_reason) -> awaitable<secret> { co_return secret("token"); };
        auto who = credentials::oauth("user", token_provider(give)).send_in_clear();
        if (one.said) who = who.respond_first(*one.said);
        diary lines;
        noted_ledger book(lines);
        noted_delivery to(lines);
        book.facts = one.facts;
        const account user("user@test", there.where(), who);
        auto body = [&]() -> awaitable<void> {
            const auto made = co_await sync(user, book, to);
            CHECK(made.is_complete());
        };
        play(there.context, body);
        CHECK(there.heard.at(1) == one.first_line);
        CHECK((book.facts.find("xoauth2-in-one-step") != std::string::npos) == one.is_kept);
    }
}

TEST_CASE(
    "a server that ends each session at CAPA is logged in to without it, and in the third run it is not "
    "asked") {
    stage there;
    there.add("a");
    killer server(there, 'a', {}, "CAPA");
    int asked = 0;
    for (const std::uint32_t sessions : {3, 3, 1, 1}) {
        const auto made = there.run(server.where());
        CHECK(made.is_complete());
        CHECK(made.sessions == sessions);
        CHECK(server.times_asked == (asked += static_cast<int>(sessions) - 1));
    }
    CHECK(there.delivery.stored.size() == 1);
}

TEST_CASE("a run in which CAPA is answered forgets that sessions have ended at it") {
    stage there;
    there.add("a");
    killer server(there, 'a', {}, "CAPA");
    CHECK(there.run(server.where()).sessions == 3);
    CHECK(there.run().is_complete());
    CHECK(there.run(server.where()).sessions == 3);
    CHECK(there.run(server.where()).sessions == 3);
    CHECK(there.run(server.where()).sessions == 1);
}

TEST_CASE("one connection that is lost at CAPA says nothing about the server") {
    stage there;
    there.add("a");
    there.server.close_after(30);
    there.how.retry.sessions = 1;
    CHECK(there.run().failure);
    CHECK(there.ledger.facts.find("at-capa") == std::string::npos);
}

}  // namespace popline::test
