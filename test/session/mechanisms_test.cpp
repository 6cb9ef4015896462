// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <stdexcept>

#include "liar.hpp"

// Logins by AUTH whose mechanism waits, fails, or asks for another exchange.

namespace popline::test {

namespace {

using strings = std::vector<std::string>;
using lies = std::map<std::string, std::string>;

constexpr auto canary_token = "ya29.cAnArY-7319";

/// How a login ended, and what the server received of it.
struct ended_login {
    ended_login(const std::string& announced, const lies& told, const credentials& who) {
        liar there;
        there.replies["CAPA"] = "+OK\r\nSASL " + announced + "\r\n.\r\n";
        for (const auto& [line, words] : told)
            there.replies[line] = words.empty() ? "" : words + "\r\n";
        session session(there.context);
        strings shown;
        const auto note = [&](const trace_event& event) { shown.emplace_back(event.line); };
        auto body = [&]() -> awaitable<void> {
            co_await session.connect(there.where().trace(note));
            try {
                co_await session.login(who);
            } catch (const error& why) {
                code = why.code();
                detail = why.detail();
                shown.emplace_back(why.what());
            } catch (const std::runtime_error& why) {
                thrown = why.what();
            }
            phase = session.phase();
        };
        play(there.context, body);
        session.close();
        for (const auto& line : there.heard)
            if (line != "CAPA") heard.push_back(line);
        for (const auto& text : shown)
            CHECK(text.find(canary_token) == text.npos);
    }
    boost::system::error_code code;
    std::string detail, thrown;
    popline::phase phase{};
    strings heard;
};

/// A mechanism of a program: its first response is `first`, and its second one the challenge in reverse.
class backwards final : public mechanism {
  public:
    enum class fault { none, throws, has_nothing };
    explicit backwards(fault of) noexcept : fault_(of) {}

    std::string_view name() const noexcept override { return "X-BACKWARDS"; }
    bool shows_secret() const noexcept override { return false; }
    awaitable<std::optional<secret>> initial_response() override { co_return secret("first"); }
    awaitable<std::optional<secret>> respond(std::string_view challenge) override {
        co_await boost::asio::post(boost::asio::use_awaitable);
        if (fault_ == fault::throws) throw std::runtime_error("no key");
        if (fault_ == fault::has_nothing) co_return std::nullopt;
        is_complete_ = true;
        co_return secret(std::string(challenge.rbegin(), challenge.rend()));
    }
    bool is_complete() const noexcept override { return is_complete_; }

  private:
    fault fault_;
    bool is_complete_ = false;
};

credentials by_backwards(backwards::fault of) {
    auto make = [of]() -> std::unique_ptr<mechanism> { return std::make_unique<backwards>(of); };
    return credentials::by(mechanism_factory(make), "user");
}

const std::string first_line = "AUTH X-BACKWARDS Zmlyc3Q=";  // "first"

/// Tokens that are numbered, so that the test sees which one the server got.
struct numbered_tokens {
    strings asked;
    credentials user() {
        auto give = [this](token_reason why) -> awaitable<secret> {
            asked.emplace_back(why == token_reason::login ? "login" : "refused");
            co_return secret(canary_token + std::to_string(asked.size()));
        };
        return credentials::oauth("user", token_provider(give)).send_in_clear();
    }
};

// "user=user", the octet 1, "auth=Bearer ", the token with its number, and two octets 1
const std::string first_token = "dXNlcj11c2VyAWF1dGg9QmVhcmVyIHlhMjkuY0FuQXJZLTczMTkxAQE=";
const std::string second_token = "dXNlcj11c2VyAWF1dGg9QmVhcmVyIHlhMjkuY0FuQXJZLTczMTkyAQE=";
const std::string stale = "+ eyJzdGF0dXMiOiI0MDEifQ==";  // {"status":"401"}

}  // namespace

TEST_CASE("a mechanism of the program takes part in the exchange, also if it is not announced") {
    const ended_login all("PLAIN", lies{{"AUTH", "+ YWJj"}}, by_backwards(backwards::fault::none));
    CHECK_FALSE(all.code);
    CHECK(all.phase == phase::transaction);
    CHECK(all.heard == strings{first_line, "Y2Jh"});  // "cba"
}

TEST_CASE("a mechanism that throws is cancelled on the wire, and nothing else is tried") {
    const lies refuses{{"AUTH", "+ YWJj"}, {"*", "-ERR cancelled"}};
    const ended_login all("PLAIN", refuses, by_backwards(backwards::fault::throws));
    CHECK(all.thrown == "no key");
    CHECK(all.phase == phase::authorization);
    CHECK(all.heard == strings{first_line, "*"});
    const ended_login accepted("PLAIN", lies{{"AUTH", "+ YWJj"}}, by_backwards(backwards::fault::throws));
    CHECK(accepted.thrown == "no key");
    CHECK(accepted.phase == phase::closed);
}

TEST_CASE("a mechanism without a response to a challenge is cancelled, and said to be of no use here") {
    const lies refuses{{"AUTH", "+ YWJj"}, {"Zmlyc3Q=", "+ YWJj"}, {"*", "-ERR cancelled"}};
    const ended_login all("PLAIN", refuses, by_backwards(backwards::fault::has_nothing));
    CHECK(all.code == errc::no_mechanism);
    CHECK(all.heard == strings{first_line, "*", "AUTH X-BACKWARDS", "Zmlyc3Q=", "*"});
}

TEST_CASE("[R41] a yes before the mechanism is complete is no login") {
    const ended_login all("PLAIN", lies{{"AUTH", "+OK"}}, by_backwards(backwards::fault::none));
    CHECK(all.code == errc::malformed_status);
    CHECK(all.phase == phase::closed);
}

TEST_CASE("the questions of LOGIN may be any text, in base64 or not") {
    for (const auto* const question : {"+ VXNlcm5hbWU6", "+ Username:", "+ ", "+"}) {
        CAPTURE(std::string(question));
        const lies asks{{"AUTH", question}, {"dXNlcg==", question}};
        const ended_login all("LOGIN", asks, credentials("user", canary_token).send_in_clear());
        CHECK_FALSE(all.code);
        CHECK(all.heard == strings{"AUTH LOGIN", "dXNlcg==", "eWEyOS5jQW5BclktNzMxOQ=="});
    }
}

TEST_CASE("XOAUTH2 waits until the server asks for the token, and sends it at once by choice") {
    numbered_tokens asked;
    const ended_login two("XOAUTH2", lies{{"AUTH", "+ "}}, asked.user());
    CHECK_FALSE(two.code);
    CHECK(two.heard == strings{"AUTH XOAUTH2", first_token});
    asked.asked.clear();
    const ended_login one("XOAUTH2", {}, asked.user().respond_first(first_response::with_auth));
    CHECK_FALSE(one.code);
    CHECK(one.heard == strings{"AUTH XOAUTH2 " + first_token});
    asked.asked.clear();
    // A server that wants it at once, and says so, gets it at once.
    const lies wants{{"AUTH XOAUTH2", "-ERR initial response required"}};
    const ended_login again("XOAUTH2", wants, asked.user());
    CHECK_FALSE(again.code);
    CHECK(again.heard == strings{"AUTH XOAUTH2", "AUTH XOAUTH2 " + first_token});
    CHECK(asked.asked == strings{"login"});
}

TEST_CASE("a stale token is replaced once, and the second refusal is told with the server's reason") {
    numbered_tokens asked;
    const lies once{{"AUTH", "+ "}, {first_token, stale}, {"", "-ERR no"}};
    const ended_login renewed("XOAUTH2", once, asked.user());
    CHECK_FALSE(renewed.code);
    CHECK(asked.asked == strings{"login", "refused"});
    CHECK(renewed.heard == strings{"AUTH XOAUTH2", first_token, "", "AUTH XOAUTH2", second_token});

    asked.asked.clear();
    const lies always{{"AUTH", "+ "}, {first_token, stale}, {second_token, stale}, {"", "-ERR [AUTH] no"}};
    const ended_login refused("XOAUTH2", always, asked.user());
    CHECK(refused.code == errc::authentication_failed);
    CHECK(refused.detail.find("status 401") != refused.detail.npos);
    CHECK(asked.asked == strings{"login", "refused"});
    CHECK(refused.phase == phase::authorization);
}

TEST_CASE("[R84] a server that repeats the token in its reason, or writes a long one, is not quoted so") {
    numbered_tokens asked;
    // {"status":"403","token":"ya29.cAnArY-73191"}
    const auto* const repeats = "+ eyJzdGF0dXMiOiI0MDMiLCJ0b2tlbiI6InlhMjkuY0FuQXJZLTczMTkxIn0=";
    const lies tells{{"AUTH", "+ "}, {first_token, repeats}, {"", "-ERR [AUTH] no"}};
    const ended_login repeated("XOAUTH2", tells, asked.user());
    CHECK(repeated.code == errc::authentication_failed);
    CHECK(repeated.detail == "***");

    asked.asked.clear();
    std::string long_reason = "+ ";
    for (int part = 0; part < 1'000; ++part)
        long_reason += "YWFh";  // no JSON: three times `a`
    const lies at_length{{"AUTH", "+ "}, {first_token, long_reason}, {"", "-ERR [SYS/PERM] no"}};
    const ended_login cut("XOAUTH2", at_length, asked.user());
    CHECK(cut.code == errc::permanent_failure);
    CHECK(cut.detail == std::string(512, 'a'));
}

TEST_CASE("a token that the program cannot get sends nothing, and leaves the session usable") {
    auto give = [](token_reason) -> awaitable<secret> {
        throw std::runtime_error("no network");
        co_return secret();
    };
    const auto who = credentials::oauth("user", token_provider(give)).send_in_clear();
    const ended_login all("XOAUTH2", {}, who);
    CHECK(all.thrown == "no network");
    CHECK(all.heard.empty());
    CHECK(all.phase == phase::authorization);
}

TEST_CASE(
    "a large token goes in a line of its own, and a server that hangs up on it is told apart by its size") {
    auto give = [](token_reason) -> awaitable<secret> { co_return secret(std::string(5'000, 't')); };
    const auto who = credentials::oauth("user", token_provider(give)).send_in_clear();
    const ended_login taken("OAUTHBEARER", lies{{"AUTH", "+ "}}, who);
    CHECK_FALSE(taken.code);
    REQUIRE(taken.heard.size() == 2);
    CHECK(taken.heard[0] == "AUTH OAUTHBEARER");
    CHECK(taken.heard[1].size() > 5'000);
    const ended_login cut("OAUTHBEARER", lies{{"AUTH", "+ "}, {taken.heard[1], ""}}, who);
    CHECK(cut.code == errc::closed);
    CHECK(cut.detail == "the token has 5000 bytes, and some servers take no more than 4,096");
}

TEST_CASE("an impostor that cannot finish SCRAM does not get the password by a weaker mechanism") {
    // It copies the nonce of the client, which no test knows before: so it gives back another one.
    const lies other_nonce{{"AUTH", "+ cj14LHM9VzIyWixpPTQwOTY="},
                           {"*", "-ERR cancelled"}};  // r=x,s=W22Z,i=4096
    const ended_login all("SCRAM-SHA-256 PLAIN", other_nonce,
                          credentials("user", canary_token).send_in_clear());
    CHECK(all.code == errc::server_unproved);
    REQUIRE(all.heard.size() == 2);
    CHECK(all.heard[0].starts_with("AUTH SCRAM-SHA-256 "));
    CHECK(all.heard[1] == "*");
    CHECK(all.phase == phase::authorization);
}

TEST_CASE(
    "what a mechanism throws is what the login throws, whatever the server says to the end of the exchange") {
    const struct {
        const char* reply;
        popline::phase then;
    } rows[] = {{"-ERR cancelled", phase::authorization},
                {"", phase::closed},
                {"+OK welcome", phase::closed},
                {"+ cj14", phase::closed}};
    for (const auto& [reply, then] : rows) {
        CAPTURE(reply);
        const lies told{{"AUTH", "+ cj14LHM9VzIyWixpPTQwOTY="}, {"*", reply}};
        const ended_login proved("SCRAM-SHA-256", told, credentials("user", canary_token));
        CHECK(proved.code == errc::server_unproved);
        CHECK(proved.phase == then);
        auto make = [] { return std::make_unique<backwards>(backwards::fault::throws); };
        const ended_login own("X-BACKWARDS", told, credentials::by(mechanism_factory(make)));
        CHECK(own.thrown == "no key");
        CHECK(own.phase == then);
    }
}

TEST_CASE("[R41] a yes in the middle of SCRAM is no login: the server has proved nothing") {
    const ended_login all("SCRAM-SHA-256", lies{{"AUTH", "+OK welcome"}},
                          credentials("user", canary_token).send_in_clear());
    CHECK(all.code == errc::malformed_status);
    CHECK(all.detail == "the server accepted a login without proving itself");
    CHECK(all.phase == phase::closed);
}

TEST_CASE("SCRAM and CRAM-MD5 need no leave to be used without TLS, and mechanisms that show the secret do") {
    const credentials plain("user", canary_token);
    const ended_login cram("CRAM-MD5 PLAIN", lies{{"AUTH", "+ YWJj"}}, plain);
    CHECK_FALSE(cram.code);
    CHECK(cram.heard.front() == "AUTH CRAM-MD5");
    for (const auto& who :
         {plain, credentials::oauth("user", token_provider([](token_reason) -> awaitable<secret> {
                                        co_return secret(canary_token);
                                    }))}) {
        const ended_login shown("PLAIN LOGIN XOAUTH2", {}, who);
        CHECK(shown.code == errc::cleartext_refused);
        CHECK(shown.heard.empty());
    }
}

TEST_CASE("credentials that a demanded mechanism cannot use end before anything is sent") {
    const ended_login all("PLAIN", {}, credentials("user", canary_token).only_by("XOAUTH2"));
    CHECK(all.code == errc::no_mechanism);
    CHECK(all.detail == "the credentials cannot be used by XOAUTH2");
    CHECK(all.heard.empty());
}

TEST_CASE("a login that is cancelled while a mechanism works ends the session only if AUTH is on its way") {
    for (const bool is_under_way : {false, true}) {
        CAPTURE(is_under_way);
        liar there;
        there.replies["CAPA"] = "+OK\r\nSASL SCRAM-SHA-256\r\n.\r\n";
        boost::asio::cancellation_signal stop;
        session session(there.context);
        auto wait = [&](token_reason) -> awaitable<secret> {
            stop.emit(boost::asio::cancellation_type::terminal);
            co_await boost::asio::post(boost::asio::use_awaitable);
            co_return secret(canary_token);
        };
        class stopping final : public mechanism {
          public:
            explicit stopping(boost::asio::cancellation_signal& by) noexcept : by_(by) {}
            std::string_view name() const noexcept override { return "X-STOP"; }
            bool shows_secret() const noexcept override { return false; }
            awaitable<std::optional<secret>> initial_response() override { co_return std::nullopt; }
            awaitable<std::optional<secret>> respond(std::string_view) override {
                by_.emit(boost::asio::cancellation_type::terminal);
                co_await boost::asio::post(boost::asio::use_awaitable);
                co_return secret("late");
            }
            bool is_complete() const noexcept override { return false; }

          private:
            boost::asio::cancellation_signal& by_;
        };
        auto make = [&]() -> std::unique_ptr<mechanism> { return std::make_unique<stopping>(stop); };
        const auto who = is_under_way ? credentials::by(mechanism_factory(make))
                                      : credentials::oauth("user", token_provider(wait)).send_in_clear();
        there.replies["AUTH"] = "+ \r\n";
        auto connect = [&]() -> awaitable<void> { co_await session.connect(there.where()); };
        play(there.context, connect);
        boost::system::error_code code;
        bool finished = false;
        const auto end = [&](std::exception_ptr why) {
            code = code_of(why);
            finished = true;
        };
        boost::asio::co_spawn(there.context, session.login(who),
                              boost::asio::bind_cancellation_slot(stop.slot(), end));
        there.context.restart();
        while (!finished)
            REQUIRE(there.context.run_one_for(std::chrono::seconds(60)) == 1);
        CHECK(code == condition::cancelled);
        CHECK(session.phase() == (is_under_way ? phase::closed : phase::authorization));
        session.close();
    }
}

}  // namespace popline::test
