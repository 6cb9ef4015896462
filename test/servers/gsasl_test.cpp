// SPDX-License-Identifier: BSL-1.0
// Logins that GNU SASL judges, so that client and server do not share a mistake.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <popline.hpp>
#include <string>
#include <vector>

#include "servers/gsasl_peer.hpp"
#include "support/run.hpp"

namespace popline::test {

namespace {

using protection = gsasl_peer::protection;
using strings = std::vector<std::string>;
using boost::asio::awaitable;

/// The authority of all test certificates, in a file.
const std::filesystem::path& authority_file() {
    static const auto path = [] {
        auto made =
            std::filesystem::temp_directory_path() / ("popline-gsasl-" + std::to_string(getpid()) + ".pem");
        std::ofstream(made) << authority_pem();
        return made;
    }();
    return path;
}

server reached(const gsasl_peer& there, protection over) {
    if (over == protection::none) return server("127.0.0.1").port(there.port()).security(security::cleartext);
    return server("127.0.0.1").port(there.port()).tls(tls(tls_options().authorities(authority_file())));
}

struct told_login {
    boost::system::error_code code;
    std::string detail;
    strings heard;
};

told_login log_in(const gsasl_peer::plan& of, credentials who) {
    told_login all;
    boost::asio::io_context context;
    {
        session session(context);
        gsasl_peer there(of);
        auto body = [&]() -> awaitable<void> {
            co_await session.connect(reached(there, of.over));
            try {
                co_await session.login(who);
            } catch (const error& why) {
                all.code = why.code();
                all.detail = why.detail();
            }
            session.close();
        };
        run(context, body);
        there.wait();
        all.heard = there.heard();
    }
    return all;
}

const credentials user("user", "pencil");

}  // namespace

TEST_CASE("GNU SASL accepts each mechanism that it has in common with popline") {
    struct {
        const char* mechanism;
        protection over;
        credentials who;
    } const cases[] = {
        {"PLAIN", protection::none, user.send_in_clear()},
        {"LOGIN", protection::none, user.send_in_clear()},
        {"CRAM-MD5", protection::none, user},
        {"SCRAM-SHA-1", protection::none, user},
        {"SCRAM-SHA-256", protection::none, user},
        {"SCRAM-SHA-256", protection::tls_1_3, user},
        {"SCRAM-SHA-1-PLUS", protection::tls_1_2, user},
        {"SCRAM-SHA-256-PLUS", protection::tls_1_2, user},
        {"SCRAM-SHA-1-PLUS", protection::tls_1_3, user},
        {"SCRAM-SHA-256-PLUS", protection::tls_1_3, user},
        {"EXTERNAL", protection::tls_1_3, credentials::external("user")},
        {"ANONYMOUS", protection::none, credentials::anonymous("trace")},
    };
    for (const auto& each : cases)
        for (const bool is_forced : {false, true}) {
            CAPTURE(std::string(each.mechanism));
            CAPTURE(static_cast<int>(each.over));
            CAPTURE(is_forced);
            gsasl_peer::plan plan{each.mechanism};
            plan.over = each.over;
            plan.can_bind = plan.mechanism.ends_with("-PLUS");
            if (is_forced) plan.announced = "GSSAPI";  // a forced mechanism is tried without being announced
            const auto all = log_in(plan, is_forced ? each.who.only_by(each.mechanism) : each.who);
            CHECK_FALSE(all.code);
            CHECK(all.detail.empty());
        }
}

TEST_CASE("GNU SASL refuses a wrong password, and the login ends with the first refusal") {
    for (const auto* const mechanism : {"PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"}) {
        CAPTURE(std::string(mechanism));
        gsasl_peer::plan plan{mechanism};
        plan.password = "another";
        const auto all = log_in(plan, user.send_in_clear());
        CHECK(all.code == errc::authentication_failed);
        CHECK(all.heard.back() != "USER user");
    }
}

TEST_CASE("a server whose -PLUS was removed from the list on the way notices it, and refuses") {
    struct {
        protection over;
        bool can_bind;
        const char* begins;  // the flag and two commas, in base64
        bool is_accepted;
    } const cases[] = {
        {protection::tls_1_2, true, "eSws", false},
        {protection::tls_1_3, true, "eSws", false},
        {protection::tls_1_3, false, "eSws", true},
        {protection::none, false, "biws", true},
    };
    for (const auto& each : cases) {
        gsasl_peer::plan plan{"SCRAM-SHA-256"};
        plan.over = each.over;
        plan.can_bind = each.can_bind;
        const auto all = log_in(plan, user);
        CHECK(!all.code == each.is_accepted);
        CHECK(all.heard.at(1).starts_with(std::string("AUTH SCRAM-SHA-256 ") + each.begins));
    }
}

TEST_CASE("iterations that are too few or too many end the login before a proof is sent") {
    for (const int iterations : {1'000, 2'000'000}) {
        gsasl_peer::plan plan{"SCRAM-SHA-256"};
        plan.iterations = iterations;
        const auto all = log_in(plan, user);
        CHECK(all.code == errc::iteration_count);
        CHECK(all.heard.back() == "*");
    }
}

}  // namespace popline::test
