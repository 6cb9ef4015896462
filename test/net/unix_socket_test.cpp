// SPDX-License-Identifier: BSL-1.0
#include "net/unix_socket.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <boost/asio/error.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "net/operations.hpp"
#include "net/relay.hpp"
#include "support/embedded.hpp"

namespace popline::test {

using boost::asio::local::stream_protocol;

namespace {

/// A new folder in /tmp, for sockets. The destructor removes it.
struct socket_folder {
    socket_folder() { REQUIRE(::mkdtemp(name.data()) != nullptr); }
    socket_folder(const socket_folder&) = delete;
    socket_folder& operator=(const socket_folder&) = delete;
    ~socket_folder() { std::filesystem::remove_all(name); }
    std::string path(const std::string& of) const { return name + "/" + of; }

    std::string name = "/tmp/popline-socket-XXXXXX";
};

boost::system::error_code connects(boost::asio::io_context& context, const server& to) {
    session one(context);
    started asked(context.get_executor(), [&] { return one.connect(to); });
    REQUIRE(drive(context, [&] { return asked.completions() == 1; }));
    return asked.code();
}

}  // namespace

TEST_CASE("a session reaches its server through a UNIX socket, with TLS for the host, STLS or neither") {
    embedded there;
    socket_folder here;
    for (const auto way : {security::implicit_tls, security::stls, security::cleartext}) {
        CAPTURE(static_cast<int>(way));
        const auto path = here.path(std::to_string(static_cast<int>(way)));
        const relay between(there.context, path,
                            way == security::implicit_tls ? there.server.tls_port() : there.server.port());
        const auto to = there.secured().port(9).security(way).unix_socket(path);
        session one(there.context);
        started asked(there.context.get_executor(), [&]() -> boost::asio::awaitable<void> {
            co_await one.connect(to);
            co_await one.login(known_user());
            co_await one.quit();
        });
        REQUIRE(drive(there.context, [&] { return asked.completions() == 1; }));
        CHECK(asked.succeeded());
        CHECK(one.tls_facts().version.empty() == (way == security::cleartext));
        if (way != security::cleartext)
            CHECK(connects(there.context,
                           server("other.example.com").security(way).tls(there.authority).unix_socket(path))
                  == errc::certificate_rejected);
    }
}

TEST_CASE("a UNIX socket that is not there, or whose server has no room, is an error with its path") {
    socket_folder here;
    stage bare;
    const auto where = [](const std::string& path) {
        return server().security(security::cleartext).unix_socket(path);
    };
    const auto opened = [&](const std::string& path) {
        session one(bare.context);
        started asked(bare.context.get_executor(), [&, to = where(path)] { return one.connect(to); });
        bare.settle();
        REQUIRE(asked.thrown());
        CHECK(asked.code() == errc::connect_failed);
        CHECK(asked.thrown()->detail() == path);
        return asked.thrown()->cause();
    };
    CHECK(opened(here.path("none")) == boost::system::errc::no_such_file_or_directory);
    { stream_protocol::acceptor gone(bare.context, stream_protocol::endpoint(here.path("gone"))); }
    CHECK(opened(here.path("gone")) == boost::asio::error::connection_refused);

    // Asio takes the full queue of a UNIX socket for success.
    stream_protocol::acceptor full(bare.context);
    full.open();
    full.bind(here.path("full"));
    full.listen(0);
    std::vector<stream_protocol::socket> waiting;
    for (boost::system::error_code none; !none && waiting.size() < 100;) {
        auto& next = waiting.emplace_back(bare.context);
        next.open();
        next.non_blocking(true);
        const stream_protocol::endpoint to(here.path("full"));
        if (::connect(next.native_handle(), static_cast<const sockaddr*>(to.data()),
                      static_cast<socklen_t>(to.size()))
            != 0)
            break;
    }
    REQUIRE(waiting.size() < 100);
    CHECK(opened(here.path("full")) == boost::system::errc::resource_unavailable_try_again);
    CHECK(bare.resolver->asked.empty());
    CHECK(bare.connector->tried.empty());
}

TEST_CASE("[R105] a path that no UNIX socket can have is refused, and so is TLS without a host") {
    using namespace std::string_literals;
    const struct {
        server to;
        std::string_view words;
    } rows[] = {
        {server("a").unix_socket(""), "the path of the UNIX socket is empty"},
        {server("a").unix_socket("a\0b"s), "the path of the UNIX socket has a NUL"},
        {server("a").unix_socket(std::string(108, 'x')), "the path of the UNIX socket is too long"},
        {server().unix_socket("/a"), "the host is empty"},
        {server().security(security::stls).unix_socket("/a"), "the host is empty"},
        {server("[::1]").security(security::cleartext).unix_socket("/a"), "in brackets"},
    };
    for (const auto& [to, words] : rows) {
        CAPTURE(words);
        stage bare;
        session one(bare.context);
        started asked(bare.context.get_executor(), [&, to = to] { return one.connect(to); });
        bare.settle();
        CHECK(asked.code() == errc::invalid_argument);
        REQUIRE(asked.thrown());
        CHECK(asked.thrown()->detail().find(words) != std::string::npos);
    }
    CHECK(net::fault_of_unix_path(std::string(107, 'x')) == nullptr);
}

}  // namespace popline::test
