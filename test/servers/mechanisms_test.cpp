// SPDX-License-Identifier: BSL-1.0
// Logins to a real Dovecot by each mechanism that it announces, without TLS and over both versions of TLS.
#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>
#include <popline.hpp>
#include <string>
#include <vector>

#include "servers/json_web_token.hpp"
#include "servers/reached.hpp"
#include "support/run.hpp"

namespace popline::test {

namespace {

using boost::asio::awaitable;

struct tried {
    bool is_announced = false;
    boost::system::error_code code;
    std::string detail;
    bool answers = false;  // a command works after the login
};

tried log_in(const server& where, const std::string& mechanism, credentials who) {
    tried made;
    boost::asio::io_context context;
    auto body = [&]() -> awaitable<void> {
        session session(context);
        co_await session.connect(where);
        const auto able = co_await session.capabilities();
        made.is_announced = able.has_mechanism(mechanism);
        try {
            co_await session.login(who.only_by(mechanism));
            const auto total = co_await session.stat();
            made.answers = total.messages == 0;
            co_await session.quit();
        } catch (const error& why) {
            made.code = why.code();
            made.detail = why.detail();
        }
    };
    run(context, body);
    return made;
}

credentials with_token(const std::string& token) {
    auto give = [token](token_reason) -> awaitable<secret> { co_return secret(token); };
    return credentials::oauth("ada", token_provider(give)).send_in_clear();
}

}  // namespace

TEST_CASE("Dovecot accepts the right proof by each of its mechanisms, and refuses a wrong one") {
    const dovecot there;
    const auto later = std::time(nullptr) + 3'600;
    struct {
        const char* mechanism;
        credentials right, wrong;
    } const cases[] = {
        {"PLAIN", user_of("ada"), user_of("ada", "other")},
        {"LOGIN", user_of("ada"), user_of("ada", "other")},
        {"CRAM-MD5", user_of("ada"), user_of("ada", "other")},
        {"SCRAM-SHA-1", user_of("ada"), user_of("ada", "other")},
        {"SCRAM-SHA-256", user_of("ada"), user_of("ada", "other")},
        {"OAUTHBEARER", with_token(token_for("ada", later)), with_token(token_for("bob", later))},
        {"XOAUTH2", with_token(token_for("ada", later)), with_token(token_for("bob", later))},
    };
    for (const auto& each : cases)
        for (const auto way : ways) {
            CAPTURE(std::string(each.mechanism));
            CAPTURE(static_cast<int>(way));
            const auto where = reached(there, way);
            const auto right = log_in(where, each.mechanism, each.right);
            CHECK(right.is_announced);
            CHECK_FALSE(right.code);
            CHECK(right.detail.empty());
            CHECK(right.answers);
            const auto wrong = log_in(where, each.mechanism, each.wrong);
            CHECK(wrong.code == condition::wrong_credentials);
        }
}

TEST_CASE("a token that has expired is replaced once, by one that Dovecot accepts") {
    const dovecot there;
    std::vector<token_reason> asked;
    auto give = [&](token_reason why) -> awaitable<secret> {
        asked.push_back(why);
        const auto now = std::time(nullptr);
        co_return secret(token_for("ada", why == token_reason::login ? now - 3'600 : now + 3'600));
    };
    const auto who = credentials::oauth("ada", token_provider(give));
    for (const auto* const mechanism : {"OAUTHBEARER", "XOAUTH2"}) {
        asked.clear();
        const auto all = log_in(reached(there, security::implicit_tls), mechanism, who);
        CHECK(all.is_announced);
        CHECK_FALSE(all.code);
        CHECK(asked == std::vector{token_reason::login, token_reason::refused});
    }
}

TEST_CASE("the example of OAuth gets its token from a command, and a new one when that is refused") {
    const dovecot there;
    const auto now = std::time(nullptr);
    const auto script = "[ \\$POPLINE_TOKEN_REASON = login ] && echo " + token_for("ada", now - 3'600)
                        + " || echo " + token_for("ada", now + 3'600);
    const auto command = std::string(POPLINE_OAUTH_EXAMPLE) + " 'sh -c \"" + script + "\"' 127.0.0.1 ada "
                         + std::to_string(there.tls_port()) + " " + there.ca_file().string() + " >/dev/null";
    CHECK(std::system(command.c_str()) == 0);
}

TEST_CASE("EXTERNAL logs in by the certificate of the client, and not without it") {
    const dovecot there;
    const tls known(tls_options()
                        .authorities(there.ca_file())
                        .client_certificate(there.ada_certificate(), there.ada_key()));
    const auto where = reached(there, security::implicit_tls);
    const auto right = log_in(where.tls(known), "EXTERNAL", credentials::external());
    CHECK(right.is_announced);
    CHECK_FALSE(right.code);
    CHECK(right.answers);
    const auto wrong = log_in(where, "EXTERNAL", credentials::external());
    CHECK(wrong.code);
}

TEST_CASE(
    "a Dovecot that ends each handshake with a ticket is reached all the same, with a certificate or "
    "without") {
    const dovecot there;  // it asks for certificates, and gives its TLS sessions no context
    const auto plain = tls_options().authorities(there.ca_file());
    const tls known(
        plain.client_certificate(there.ada_certificate(), there.ada_key()).resumption(tls_resumption::on));
    struct {
        const char* mechanism;
        tls with;
        credentials who;
    } const cases[] = {{"PLAIN", plain, user_of("ada")}, {"EXTERNAL", known, credentials::external()}};
    for (const auto& each : cases)
        for (const auto way : {security::implicit_tls, security::stls})
            for (int times = 0; times < 3; ++times) {
                CAPTURE(std::string(each.mechanism));
                CAPTURE(times);
                const auto came = log_in(reached(there, way).tls(each.with), each.mechanism, each.who);
                CHECK(came.is_announced);
                CHECK_FALSE(came.code);
                CHECK(came.answers);
            }
}

}  // namespace popline::test
