// SPDX-License-Identifier: BSL-1.0
// Sessions with a real Dovecot by way of real proxies: microsocks for SOCKS5, and tinyproxy for HTTP CONNECT.
#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <string>
#include <vector>

#include "servers/daemon.hpp"
#include "servers/reached.hpp"
#include "support/mail.hpp"
#include "support/run.hpp"

namespace popline::test {

namespace {

using boost::asio::awaitable;
using strings = std::vector<std::string>;

/// Whether the proxy asks for the login `user` with `s3cret`.
enum class asks { nothing, for_login };

/// A proxy on a port of 127.0.0.1 for these servers.
class running_proxy {
  public:
    running_proxy(proxy::kind kind, asks what, const dovecot& to)
        : kind_(kind),
          daemon_(
              1,
              [&](const daemon::ports& on) {
                  return kind == proxy::kind::socks5 ? microsocks(on[0], what) : tinyproxy(on[0], what, to);
              },
              folder_.path() / "log") {}

    [[nodiscard]] proxy reached() const {
        return kind_ == proxy::kind::socks5 ? proxy::socks5("127.0.0.1", daemon_.port())
                                            : proxy::http("127.0.0.1", daemon_.port());
    }
    [[nodiscard]] std::string log() const { return daemon_.log(); }

  private:
    static daemon::words microsocks(std::uint16_t port, asks what) {
        daemon::words made{POPLINE_MICROSOCKS, "-i", "127.0.0.1", "-p", std::to_string(port)};
        if (what == asks::for_login) made.insert(made.end(), {"-u", "user", "-P", "s3cret"});
        return made;
    }

    /// It allows CONNECT to the ports of this Dovecot alone.
    daemon::words tinyproxy(std::uint16_t port, asks what, const dovecot& to) const {
        const auto path = folder_.path() / "tinyproxy.conf";
        std::ofstream file(path);
        file << "Listen 127.0.0.1\nPort " << port << "\nMaxClients 20\nLogLevel Connect\n"
             << "ConnectPort " << to.port() << "\nConnectPort " << to.tls_port() << '\n';
        if (what == asks::for_login) file << "BasicAuth user s3cret\n";
        return {POPLINE_TINYPROXY, "-d", "-c", path.string()};
    }

    scratch_folder folder_;
    proxy::kind kind_;
    daemon daemon_;
};

awaitable<void> fetch(server where, strings& into) {
    session one(co_await boost::asio::this_coro::executor);
    co_await one.connect(where);
    co_await one.login(user_of("ada"));
    auto messages = one.retrieve(co_await one.mails());
    while (auto message = co_await messages.next()) {
        auto text = co_await message->text();
        into.push_back(std::move(text));
    }
    co_await one.quit();
}

struct refusal {
    boost::system::error_code code;
    std::string detail;
};

/// How `connect` ends.
refusal connect(server where) {
    refusal told;
    boost::asio::io_context context;
    auto body = [&]() -> awaitable<void> {
        session one(context);
        try {
            co_await one.connect(where);
            co_await one.quit();
        } catch (const error& why) {
            told = {why.code(), why.detail()};
        }
    };
    run(context, body);
    return told;
}

constexpr auto kinds = {proxy::kind::socks5, proxy::kind::http_connect};

}  // namespace

TEST_CASE("microsocks and tinyproxy lead to Dovecot, with a login and without, with TLS and without") {
    dovecot there;
    strings expected;
    for (std::size_t number = 1; number <= 5; ++number) {
        expected.push_back(make_mail(number, 100'000));
        there.deliver("ada", expected.back());
    }
    for (const auto kind : kinds)
        for (const auto what : {asks::nothing, asks::for_login}) {
            const running_proxy between(kind, what, there);
            const auto open = between.reached();
            const auto via = what == asks::for_login ? open.login("user", secret("s3cret")) : open;
            for (const auto* const host : {"127.0.0.1", "localhost"})
                for (const auto way : ways) {
                    CAPTURE(static_cast<int>(kind));
                    CAPTURE(static_cast<int>(what));
                    CAPTURE(static_cast<int>(way));
                    CAPTURE(std::string(host));
                    const auto direct = reached(there, way);
                    const auto where =
                        server(host).port(direct.port()).security(way).tls(*direct.tls()).proxy(via);
                    boost::asio::io_context context;
                    strings got;
                    auto body = [&] { return fetch(where, got); };
                    run(context, body);
                    CHECK(got == expected);
                }
            // The proxy gets the name as a name, and looks it up itself.
            for (const auto* const host : {"127.0.0.1:", "localhost:"})
                CHECK(between.log().find(host + std::to_string(there.tls_port())) != std::string::npos);
        }
}

TEST_CASE("what microsocks and tinyproxy refuse is reported with their reason") {
    dovecot there;
    const running_proxy socks(proxy::kind::socks5, asks::nothing, there);
    const running_proxy closed_socks(proxy::kind::socks5, asks::for_login, there);
    const running_proxy http(proxy::kind::http_connect, asks::nothing, there);
    const running_proxy closed_http(proxy::kind::http_connect, asks::for_login, there);
    const auto direct = reached(there, security::cleartext);
    const auto wrong_port = direct.port(1);
    const auto unknown = server("pop.example.invalid").port(there.port()).security(security::cleartext);
    const secret right("s3cret"), wrong("other");
    const struct {
        server to;
        proxy via;
        errc code;
        const char* detail;
    } cases[] = {
        {direct, closed_socks.reached(), errc::proxy_refused, "it wants a login: proxy::login sets one"},
        {direct, closed_socks.reached().login("user", wrong), errc::proxy_refused,
         "it refused the user or the password"},
        {direct, closed_http.reached(), errc::proxy_refused,
         "HTTP status 407: it wants a login, which proxy::login sets"},
        {direct, closed_http.reached().login("user", wrong), errc::proxy_refused,
         "HTTP status 401: it refused the user or the password"},
        {wrong_port, socks.reached(), errc::connect_failed,
         "the server refused the connection (SOCKS5 reply 5)"},
        {wrong_port, http.reached(), errc::proxy_refused, "HTTP status 403: Access violation"},
        {unknown, socks.reached(), errc::connect_failed, "general failure (SOCKS5 reply 1)"},
        {unknown, http.reached(), errc::connect_failed, "HTTP status 500: Unable to connect"},
        {direct, proxy::socks5("127.0.0.1", http.reached().port()), errc::proxy_timed_out, ""},
        {direct, proxy::http("127.0.0.1", socks.reached().port()), errc::proxy_malformed,
         "it does not answer in HTTP/1, so it is no HTTP proxy"},
    };
    limits quick;  // tinyproxy waits for a line of HTTP
    quick.proxy_timeout = std::chrono::seconds(1);
    for (const auto& each : cases) {
        CAPTURE(std::string(each.detail));
        const auto to = each.to.proxy(each.via);
        const auto told = connect(each.code == errc::proxy_timed_out ? to.limits(quick) : to);
        CHECK(told.code == each.code);
        CHECK(told.detail
              == "the proxy 127.0.0.1" + (*each.detail == 0 ? "" : ": " + std::string(each.detail)));
    }
    // A login that the proxy did not ask for does no harm.
    for (const auto* const open : {&socks, &http})
        CHECK_FALSE(connect(direct.proxy(open->reached().login("user", right))).code);
}

}  // namespace popline::test
