// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <memory>

#include "liar.hpp"
#include "net/environment.hpp"

namespace popline::test {

namespace {

/// Finds every name on this host.
class all_here final : public net::resolver {
  public:
    std::unique_ptr<net::look_up> resolve(const boost::asio::any_io_executor& executor, const std::string&,
                                          completion then) override {
        boost::asio::post(executor,
                          [then = std::move(then)] { then({}, {boost::asio::ip::address_v4::loopback()}); });
        return std::make_unique<net::look_up>();
    }
};

/// Returns whether the server received a part of a login.
bool login_heard(const std::vector<std::string>& lines) {
    return count(lines, "USER") + count(lines, "PASS") + count(lines, "AUTH") + count(lines, "APOP") > 0;
}

/// Connects, logs in, and returns how that failed.
error failure_of_opening(boost::asio::io_context& context, popline::server where, credentials who) {
    session session(context);
    auto failure = std::make_unique<error>(error(errc::timed_out));
    auto body = [&]() -> awaitable<void> {
        auto all = [&]() -> awaitable<void> {
            co_await session.connect(where);
            co_await session.login(who);
        };
        *failure = co_await failure_of(all());
        CHECK(session.phase() != phase::transaction);
    };
    play(context, body);
    return *failure;
}

}  // namespace

TEST_CASE("[R40] STLS that is not offered or refused ends the session, and nothing of a login was written") {
    SUBCASE("not offered") {
        embedded there(testing::options().without(testing::capability::stls));
        const auto why = failure_of_opening(there.context, there.upgraded(), known_user());
        CHECK(why.code() == errc::stls_refused);
        CHECK(why.code() == condition::tls);
        CHECK_FALSE(login_heard(there.server.transcript()));
    }
    SUBCASE("refused") {
        embedded there;
        there.server.refuse("STLS", 0, "not today");
        const auto why = failure_of_opening(there.context, there.upgraded(), known_user());
        CHECK(why.code() == errc::stls_refused);
        CHECK(why.reply() == "not today");
        CHECK_FALSE(login_heard(there.server.transcript()));
    }
    SUBCASE("and bytes in plaintext after the reply to STLS end it too [R39]") {
        liar there;
        there.replies["STLS"] = "+OK\r\n+OK injected\r\n";
        const auto why =
            failure_of_opening(there.context, there.where().security(security::stls), known_user());
        CHECK(why.code() == errc::plaintext_after_stls);
        CHECK(why.code() == condition::protocol);
        CHECK_FALSE(login_heard(there.heard));
    }
}

TEST_CASE(
    "[R46] a login in clear needs `cleartext` and `send_in_clear`, and is refused before anything is "
    "written") {
    embedded there;
    const credentials silent("user", "secret");
    auto why = failure_of_opening(there.context, there.plain(), silent);
    CHECK(why.code() == errc::cleartext_refused);
    CHECK(why.code() == condition::tls);
    settle(there);
    CHECK_FALSE(login_heard(there.server.transcript()));
    // Under TLS `send_in_clear` is not needed, and changes nothing.
    session session(there.context);
    auto body = [&]() -> awaitable<void> {
        co_await session.connect(there.upgraded());
        co_await session.login(silent);
    };
    play(there.context, body);
    CHECK(session.phase() == phase::transaction);
}

TEST_CASE("[R43] a certificate of an unknown authority is refused, and not one command is written") {
    for (const bool upgrade : {false, true}) {
        embedded there;
        const auto secured = upgrade ? there.upgraded() : there.secured();
        const auto strange = secured.tls(tls());  // the system's authorities do not know ours
        const auto why = failure_of_opening(there.context, strange, known_user());
        CHECK(why.code() == errc::certificate_rejected);
        CHECK(why.code() == condition::tls);
        CHECK_FALSE(why.code() == condition::try_later);
        settle(there);
        CHECK_FALSE(login_heard(there.server.transcript()));
        CHECK(there.server.counts().sessions == 1);  // no second try without TLS
    }
}

TEST_CASE("[R44] a certificate for another name is refused") {
    embedded there;
    net::environment::of(there.context.get_executor()).resolver = std::make_shared<all_here>();
    const auto named = popline::server("localhost").port(there.server.tls_port()).tls(there.authority);
    auto body = [&](session& session) -> awaitable<void> { co_await session.noop(); };
    play(there, named, body);

    for (const char* name : {"pop.example.com", "localhost.example.com", "example.localhost"}) {
        CAPTURE(name);
        const auto other = popline::server(name).port(there.server.tls_port()).tls(there.authority);
        const auto why = failure_of_opening(there.context, other, known_user());
        CHECK(why.code() == errc::certificate_rejected);
    }
    settle(there);
    CHECK_FALSE(login_heard(there.server.transcript()));
}

TEST_CASE("[R43] verification is off only by a call whose name says so") {
    embedded there;
    const auto open =
        there.secured().tls(tls()).certificate(certificate_check::switched_off_without_any_protection);
    auto body = [&](session& session) -> awaitable<void> {
        CHECK_FALSE(session.tls_facts().certificate.empty());
        co_await session.noop();
    };
    play(there, open, body);
}

TEST_CASE("[R28] CR, LF and NUL in user or password, and a user of nothing, are refused before an octet") {
    embedded there;
    session session(there.context);
    auto body = [&]() -> awaitable<void> {
        co_await session.connect(there.secured());
        for (const std::string& bad : {std::string("a\rb"), std::string("a\nb"), std::string("a\0b", 3)}) {
            auto why = co_await failure_of(session.login(bad, "secret"));
            CHECK(why.code() == errc::invalid_argument);
            why = co_await failure_of(session.login("user", bad));
            CHECK(why.code() == errc::invalid_argument);
        }
        const auto why = co_await failure_of(session.login("", "secret"));
        CHECK(why.code() == errc::invalid_argument);
        CHECK(there.server.transcript().empty());

        co_await session.login(known_user());
        const auto before = there.server.transcript().size();
        for (const std::string& bad :
             {std::string("NOOP\r\nQUIT"), std::string("a\nb"), std::string("a\0b", 3)}) {
            const auto refused = co_await failure_of(session.command(bad));
            CHECK(refused.code() == errc::invalid_argument);
        }
        // [R29] 255 octets with CRLF are allowed, 256 are not.
        const auto longest = co_await failure_of(session.command("X" + std::string(252, 'y')));
        CHECK(longest.code() == errc::refused);
        const auto too_long = co_await failure_of(session.command("X" + std::string(253, 'y')));
        CHECK(too_long.code() == errc::command_too_long);
        co_await session.noop();
        CHECK(there.server.transcript().size() == before + 3);  // CAPA, the longest, NOOP
    };
    play(there.context, body);
}

TEST_CASE("a null pointer for a password or a host is refused, not read") {
    embedded there;
    session session(there.context);
    const char* const unset = nullptr;
    auto body = [&]() -> awaitable<void> {
        co_await session.connect(there.secured());
        boost::system::error_code code;
        try {
            co_await session.login("user", unset);
        } catch (const error& why) {
            code = why.code();
        }
        CHECK(code == errc::invalid_argument);
        CHECK(there.server.transcript().empty());
        co_await session.login(known_user());  // the session goes on
        session.close();
    };
    play(there.context, body);
    CHECK_THROWS_AS(server{unset}, error);
    CHECK_THROWS_AS(credentials("user", unset), error);
}

TEST_CASE("a file of TLS that has no name, or is none, is refused: nothing else is trusted or shown for it") {
    using options = tls_options;
    const std::pair<options, std::string> rows[] = {
        {options().authorities(""), "a file without a name: there is no such file"},
        {options().authorities("/nope"), "/nope: there is no such file"},
        {options().authorities("/dev/null"), "/dev/null: no certificate or crl found"},
        {options().client_certificate("", ""), "a file without a name: there is no such file"},
        {options().client_certificate("/dev/null", "/nope"), "/dev/null: no start line"},
    };
    for (const auto& [files, words] : rows) {
        CAPTURE(words);
        std::string said;
        try {
            const tls made(files);
        } catch (const error& why) {
            CHECK(why.code() == errc::invalid_argument);
            said = why.detail();
        }
        CHECK(said == words);
    }
}

}  // namespace popline::test
