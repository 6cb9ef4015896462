// SPDX-License-Identifier: BSL-1.0
#include "net/adopted_socket.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <optional>
#include <string>

#include "net/operations.hpp"
#include "support/certificates.hpp"
#include "support/embedded.hpp"

namespace popline::test {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

bool is_open(int descriptor) {
    return ::fcntl(descriptor, F_GETFD) != -1;
}

tcp::socket connected_to(asio::io_context& context, std::uint16_t port) {
    tcp::socket made(context);
    made.connect({asio::ip::address_v4::loopback(), port});
    return made;
}

}  // namespace

TEST_CASE("a connected socket takes the descriptor out of Asio's socket, keeps it, and closes it") {
    asio::io_context context;
    asio::local::stream_protocol::socket near(context), far(context);
    asio::local::connect_pair(near, far);
    const int descriptor = near.native_handle();
    {
        connected_socket one(std::move(near));
        CHECK(one.descriptor() == descriptor);
        CHECK_FALSE(near.is_open());  // NOLINT: the moved-from socket is tested
        connected_socket other(std::move(one));
        CHECK(one.descriptor() == -1);  // NOLINT
        connected_socket last(connected_socket{far.release()});
        const int of_far = last.descriptor();
        last = std::move(other);
        CHECK_FALSE(is_open(of_far));
        CHECK(last.descriptor() == descriptor);
        CHECK(is_open(descriptor));
    }
    CHECK_FALSE(is_open(descriptor));
    CHECK(connected_socket().descriptor() == -1);
    CHECK(connected_socket(7).release() == 7);

    boost::system::error_code code;
    try {
        const connected_socket closed(tcp::socket{context});
    } catch (const error& why) {
        code = why.code();
        CHECK(why.detail() == "the socket is not open");
    }
    CHECK(code == errc::invalid_argument);
}

TEST_CASE(
    "a session runs over a socket of the user, from any context, with TLS for the host, STLS or neither") {
    embedded there;
    for (const auto way : {security::implicit_tls, security::stls, security::cleartext})
        for (const bool of_another_context : {false, true}) {
            CAPTURE(static_cast<int>(way));
            std::optional<asio::io_context> another(std::in_place);
            auto& context = of_another_context ? *another : there.context;
            connected_socket mine(connected_to(
                context, way == security::implicit_tls ? there.server.tls_port() : there.server.port()));
            another.reset();
            const auto to = there.secured().port(9).security(way);
            session one(there.context);
            started asked(there.context.get_executor(), [&]() -> asio::awaitable<void> {
                co_await one.connect(to, std::move(mine));
                co_await one.login(known_user());
                co_await one.quit();
            });
            REQUIRE(drive(there.context, [&] { return asked.completions() == 1; }));
            CHECK(asked.succeeded());
            CHECK(one.tls_facts().version.empty() == (way == security::cleartext));
        }
}

TEST_CASE("a socket of the user takes the place of the connection, to the server or to its proxy") {
    stage bare;
    asio::local::stream_protocol::socket near(bare.context), far(bare.context);
    asio::local::connect_pair(near, far);
    session one(bare.context);
    const auto to = stage::where().proxy(proxy::http("proxy.example.net", 8080));
    started asked(bare.context.get_executor(),
                  [&] { return one.connect(to, connected_socket(std::move(near))); });
    asio::write(far, asio::buffer(std::string("HTTP/1.1 200 OK\r\n\r\n+OK ready\r\n")));
    REQUIRE(drive(bare.context, [&] { return asked.completions() == 1; }));
    CHECK(asked.succeeded());
    CHECK(one.greeting() == "ready");
    CHECK(bare.resolver->asked.empty());
    CHECK(bare.connector->tried.empty());
    std::string said(100, '\0');
    said.resize(far.read_some(asio::buffer(said)));
    CHECK(said.starts_with("CONNECT 192.0.2.1:110 HTTP/1.1\r\n"));
}

TEST_CASE("[R85] a password in the host of a proxy is in no error, even if the proxy is not dialled") {
    stage bare;
    asio::local::stream_protocol::socket near(bare.context), far(bare.context);
    asio::local::connect_pair(near, far);
    session one(bare.context);
    const auto to = stage::where().proxy(proxy::http("user:hidden@proxy.example.net", 8080));
    started asked(bare.context.get_executor(),
                  [&] { return one.connect(to, connected_socket(std::move(near))); });
    REQUIRE(drive(bare.context, [&] { return asked.completions() == 1; }));
    CHECK(asked.code() == errc::invalid_argument);
    REQUIRE(asked.thrown());
    CHECK(std::string(asked.thrown()->what()).find("hidden") == std::string::npos);
}

TEST_CASE("over a socket of the user no TLS session is resumed, since there is no second try") {
    embedded there;
    for (int time = 0; time < 3; ++time) {
        connected_socket mine(connected_to(there.context, there.server.tls_port()));
        session one(there.context);
        started asked(there.context.get_executor(), [&]() -> asio::awaitable<void> {
            co_await one.connect(there.secured(), std::move(mine));
            co_await one.login(known_user());
            co_await one.quit();
        });
        REQUIRE(drive(there.context, [&] { return asked.completions() == 1; }));
        CHECK(asked.succeeded());
        CHECK_FALSE(one.tls_facts().resumed);
    }
}

TEST_CASE(
    "[R104] a server that refuses ALPN over a socket of the user is named as such; without ALPN it works") {
    for (const auto offer : {alpn::pop3, alpn::off}) {
        CAPTURE(static_cast<int>(offer));
        asio::io_context context;
        const auto made = make_server({});
        SSL_CTX_up_ref(made.get());  // the context takes one
        asio::ssl::context foreign(made.get());
        const auto refuse = [](SSL*, const unsigned char**, unsigned char*, const unsigned char*, unsigned,
                               void*) { return SSL_TLSEXT_ERR_ALERT_FATAL; };
        SSL_CTX_set_alpn_select_cb(foreign.native_handle(), refuse, nullptr);
        const auto pem = authority_pem();
        const scratch_file authority(pem);

        asio::local::stream_protocol::socket near(context), far(context);
        asio::local::connect_pair(near, far);
        asio::ssl::stream<asio::local::stream_protocol::socket> peer(std::move(far), foreign);
        const std::string greeting = "+OK ready\r\n";
        peer.async_handshake(asio::ssl::stream_base::server, [&](boost::system::error_code failed) {
            if (failed) return peer.lowest_layer().close();
            asio::async_write(peer, asio::buffer(greeting), [](boost::system::error_code, std::size_t) {});
        });
        const auto to =
            server("pop.example.com").tls(tls(tls_options().authorities(authority.path()))).alpn(offer);
        session one(context);
        started asked(context.get_executor(),
                      [&] { return one.connect(to, connected_socket(std::move(near))); });
        REQUIRE(drive(context, [&] { return asked.completions() == 1; }));
        if (offer == alpn::off) {
            CHECK(asked.succeeded());
            CHECK(one.greeting() == "ready");
            continue;
        }
        CHECK(asked.code() == errc::handshake_failed);
        REQUIRE(asked.thrown());
        CHECK(asked.thrown()->detail()
              == "tlsv1 alert no application protocol: set alpn::off, since your socket serves one attempt only");
    }
}

TEST_CASE("a socket that is no connected stream is refused in words, and closed") {
    asio::io_context context;
    int file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    asio::ip::udp::socket datagrams(context, asio::ip::udp::v4());
    tcp::socket unconnected(context, tcp::v4());
    for (const int descriptor : {-1, file, datagrams.release(), unconnected.release()}) {
        CAPTURE(descriptor);
        stage bare;
        session one(bare.context);
        started asked(bare.context.get_executor(),
                      [&] { return one.connect(stage::where(), connected_socket(descriptor)); });
        bare.settle();
        CHECK(asked.code() == errc::invalid_argument);
        REQUIRE(asked.thrown());
        CHECK(asked.thrown()->detail() == "the socket is no connected stream socket");
        CHECK(asked.thrown()->cause());
        CHECK_FALSE(is_open(descriptor));
        CHECK(one.phase() == phase::disconnected);
    }
}

TEST_CASE("[R71] a session closes the socket of the user when it ends, and when connect is never awaited") {
    asio::io_context context;
    for (const bool is_awaited : {true, false}) {
        stage bare;
        asio::local::stream_protocol::socket near(context), far(context);
        asio::local::connect_pair(near, far);
        const int descriptor = near.native_handle();
        std::optional<session> one(bare.context);
        if (is_awaited) {
            started asked(bare.context.get_executor(),
                          [&] { return one->connect(stage::where(), connected_socket(std::move(near))); });
            bare.settle();
            CHECK(asked.completions() == 0);  // the greeting is waited for
            CHECK(is_open(descriptor));
            one.reset();
            bare.context.restart();
            bare.settle();
            CHECK(asked.code() == errc::session_closed);
        } else {
            const auto unawaited = one->connect(stage::where(), connected_socket(std::move(near)));
            CHECK(is_open(descriptor));
        }
        CHECK_FALSE(is_open(descriptor));
    }
}

}  // namespace popline::test
