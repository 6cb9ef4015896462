// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "net/operations.hpp"

using namespace popline;
using namespace popline::test;

namespace {

/// A login with a server that sends this many challenges and then refuses.
struct login_among {
    explicit login_among(std::size_t challenges, limits within = {}) {
        stage here;
        std::size_t left = challenges;
        const auto answer = [&](std::string_view line) {
            if (line == "CAPA") return std::string("+OK\r\nSASL PLAIN\r\n.\r\n");
            if (line == "*") ++taken_back;
            if (left == 0) return std::string("-ERR no\r\n");
            --left;
            return std::string("+ more\r\n");
        };
        const auto there = here.peer(plain_greeting, answer);
        session one(here.context);
        prepare(here.context, one, needs::connection, stage::where().limits(within));
        const started login(here.context.get_executor(), [&] { return one.login(somebody()); });
        here.settle();
        CHECK(login.completions() == 1);
        code = login.code();
        phase = one.phase();
        written = there->written;
    }
    std::size_t taken_back = 0;
    boost::system::error_code code;
    popline::phase phase{};
    std::string written;
};

}  // namespace

TEST_CASE(
    "a server that challenges PLAIN is told to stop, and its refusal has no known reason, up to ten "
    "challenges") {
    for (const std::size_t challenges : {1U, 2U, 10U}) {
        CAPTURE(challenges);
        const login_among all(challenges);
        CHECK(all.code == errc::login_refused);
        CHECK(all.phase == phase::authorization);
        CHECK(all.taken_back == challenges);
    }
}

TEST_CASE("the eleventh challenge ends the session, and so does one past any other limit") {
    const login_among eleven(11);
    CHECK(eleven.code == errc::too_many_rounds);
    CHECK(eleven.code == condition::limit);
    CHECK(eleven.phase == phase::closed);
    CHECK(eleven.taken_back == 10);
    limits within;
    within.round_count = 2;
    CHECK(login_among(2, within).code == errc::login_refused);
    CHECK(login_among(3, within).code == errc::too_many_rounds);
}
