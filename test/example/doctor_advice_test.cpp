// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/error.hpp>

#include "diagnosis_advice.hpp"
#include "login_choice.hpp"
#include "time_text.hpp"

// What `popline doctor` advises, and which login it expects: functions of values.

namespace popline::test {

namespace {

using namespace std::chrono;

constexpr sys_seconds now = sys_days(year(2026) / 11 / 29);

bool advises(const ::tool::diagnosis& found, const std::string& words) {
    for (const auto& one : ::tool::advice_on(found, now))
        if (one.find(words) != one.npos) return true;
    return false;
}

::tool::diagnosis with_capabilities(const std::vector<std::string>& lines) {
    ::tool::diagnosis made;
    made.tls.version = "TLSv1.3";
    made.before_login = capabilities(lines);
    return made;
}

}  // namespace

TEST_CASE("doctor warns of a certificate that has ended, or ends in less than 14 days") {
    const struct {
        seconds from_now;
        std::string words;
    } rows[] = {{-seconds(1), "has ended on 2026-11-28"},
                {days(14) - seconds(1), "ends on 2026-12-12, in less than 14 days"},
                {days(14), ""}};
    for (const auto& [from_now, words] : rows) {
        CAPTURE(words);
        ::tool::diagnosis found;
        found.tls.version = "TLSv1.3";
        found.chain.resize(2);
        found.chain[0].ends = now + days(300);
        found.chain[1].ends = now + from_now;
        CHECK(::tool::advice_on(found, now).size() == (words.empty() ? 0 : 1));
        CHECK(advises(found, words) == !words.empty());
    }
}

TEST_CASE("doctor says what the lack of PIPELINING costs at the round trip of the server") {
    auto found = with_capabilities({"TOP", "UIDL"});
    found.times = {milliseconds(10), milliseconds(23), milliseconds(90)};
    CHECK(advises(found, "round trip of its own: 23 ms, so 1,000 messages take 23 s"));
    CHECK(!advises(with_capabilities({"PIPELINING"}), "PIPELINING"));
}

TEST_CASE("doctor advises on each failure by its code, and on all refused logins") {
    const std::pair<errc, std::string> rows[] = {
        {errc::connect_failed, "is the port right"},
        {errc::malformed_status, "does not speak POP3"},
        {errc::handshake_timed_out, "try pop3://"},
        {errc::stls_refused, "no TLS on this port"},
        {errc::certificate_rejected, "no login was sent"},
        {errc::authentication_failed, "check the user and the password"},
        {errc::login_refused, "check the user and the password"},
    };
    for (const auto& [code, words] : rows) {
        CAPTURE(words);
        ::tool::diagnosis found;
        found.failure = std::make_exception_ptr(error(code));
        CHECK(advises(found, words));
    }
}

TEST_CASE("doctor expects the login that the library tries first") {
    using ::tool::protected_by;
    using names = std::vector<std::string_view>;
    const struct {
        names announced;
        protected_by channel;
        std::string expected;
    } rows[] = {
        {{}, protected_by::tls, "USER"},
        {{"PLAIN", "LOGIN"}, protected_by::tls, "PLAIN"},
        {{"CRAM-MD5", "LOGIN"}, protected_by::tls, "LOGIN"},
        {{"CRAM-MD5", "LOGIN"}, protected_by::nothing, "CRAM-MD5"},
        {{"plain", "scram-sha-1"}, protected_by::tls, "SCRAM-SHA-1"},
        {{"SCRAM-SHA-1-PLUS", "SCRAM-SHA-256"}, protected_by::tls, "SCRAM-SHA-1-PLUS"},
        {{"SCRAM-SHA-1-PLUS", "SCRAM-SHA-256"}, protected_by::nothing, "SCRAM-SHA-256"},
        {{"XOAUTH2", "EXTERNAL", "ANONYMOUS"}, protected_by::tls, "USER"},
    };
    for (const auto& [announced, channel, expected] : rows) {
        CAPTURE(expected);
        CHECK(::tool::expected_mechanism({}, announced, channel) == expected);
    }
    const ::tool::login_choice tokens{{::tool::secret_source::kind::token_command, "print"}, ""};
    CHECK(::tool::expected_mechanism(tokens, {"PLAIN"}, protected_by::tls) == "XOAUTH2");
    CHECK(::tool::expected_mechanism(tokens, {"OAUTHBEARER"}, protected_by::tls) == "OAUTHBEARER");
    CHECK(::tool::expected_mechanism({{}, "APOP"}, {"PLAIN"}, protected_by::tls) == "APOP");
}

TEST_CASE("a time is shown with two digits at least, in milliseconds or seconds") {
    const std::pair<microseconds, std::string> rows[] = {{microseconds(420), "0.42 ms"},
                                                         {microseconds(1'500), "1.5 ms"},
                                                         {microseconds(23'400), "23 ms"},
                                                         {milliseconds(1'500), "1.5 s"}};
    for (const auto& [time, text] : rows)
        CHECK(::tool::time_text(time) == text);
}

}  // namespace popline::test
