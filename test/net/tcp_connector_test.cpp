// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <optional>
#include <string>

#include "net/connector.hpp"

namespace popline::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using net::direction;

namespace {

const auto this_host = asio::ip::make_address("127.0.0.1");

struct told_when_ready final : net::ready_listener {
    void on_ready(direction way, error_code failure) override {
        ++times;
        which = way;
        why = failure;
    }
    int times = 0;
    direction which = direction::write;
    error_code why;
};

/// A server in this process, and the stream or error that a connector returned for it.
struct dialled {
    void connect(const tcp::endpoint& to, const std::optional<asio::ip::address>& source = {}) {
        attempt = net::tcp_connector()->connect(context.get_executor(), to, source,
                                                [this](error_code failure, auto stream) {
                                                    ++answers;
                                                    why = failure;
                                                    made = std::move(stream);
                                                });
        CHECK(answers == 0);
    }

    asio::io_context context;
    tcp::acceptor door{context, tcp::endpoint(this_host, 0)};
    std::unique_ptr<net::attempt> attempt;
    std::unique_ptr<net::byte_stream> made;
    error_code why;
    int answers = 0;
};

}  // namespace

TEST_CASE("a connector makes a stream that does not block, and tells who waits when bytes are there") {
    dialled here;
    here.connect(here.door.local_endpoint(), this_host);
    auto there = here.door.accept();
    here.context.run_one();
    REQUIRE(here.answers == 1);
    REQUIRE_FALSE(here.why);
    CHECK(here.made->gives_all());

    std::array<char, 16> room{};
    error_code why;
    CHECK(here.made->read_some(room, why) == 0);
    CHECK(why == asio::error::would_block);
    const auto listener = std::make_shared<told_when_ready>();
    here.made->wait(direction::read, listener);
    asio::write(there, asio::buffer("+OK\r\n", 5));
    here.context.restart();
    here.context.run_one();
    CHECK(listener->times == 1);
    CHECK(listener->which == direction::read);
    CHECK_FALSE(listener->why);
    const auto size = here.made->read_some(room, why);
    CHECK(std::string(room.data(), size) == "+OK\r\n");

    CHECK(here.made->write_some("NOOP\r\n", why) == 6);
    CHECK(there.receive(asio::buffer(room)) == 6);
    there.close();
    here.made->wait(direction::read, listener);
    here.context.restart();
    here.context.run_one();
    CHECK(here.made->read_some(room, why) == 0);
    CHECK(why == asio::error::eof);
}

TEST_CASE(
    "a stream that is closed, or whose waits are cancelled, tells who waits, and closing twice is fine") {
    for (const bool closes : {true, false}) {
        dialled here;
        here.connect(here.door.local_endpoint());
        const auto there = here.door.accept();
        here.context.run_one();
        REQUIRE(here.made);
        const auto listener = std::make_shared<told_when_ready>();
        here.made->wait(direction::read, listener);
        if (closes)
            here.made->close();
        else
            here.made->cancel_waits();
        here.context.restart();
        here.context.run();
        CHECK(listener->times == 1);
        CHECK(listener->why == asio::error::operation_aborted);
        here.made->close();
        std::array<char, 16> room{};
        error_code why;
        here.made->read_some(room, why);
        CHECK(why == asio::error::bad_descriptor);
    }
}

TEST_CASE("a connection that is refused says why, and so does a source that this machine does not have") {
    {
        dialled here;
        const auto nobody = here.door.local_endpoint();
        here.door.close();
        here.connect(nobody);
        here.context.run();
        CHECK(here.answers == 1);
        CHECK(here.why == asio::error::connection_refused);
        CHECK_FALSE(here.made);
    }
    dialled here;
    here.connect(here.door.local_endpoint(), asio::ip::make_address("192.0.2.7"));
    here.context.run();
    CHECK(here.answers == 1);
    CHECK(here.why);
    CHECK_FALSE(here.made);
}

TEST_CASE("an attempt that is destroyed does not answer, whether it could begin or not") {
    for (const char* const source : {"127.0.0.1", "192.0.2.7"}) {
        dialled here;
        here.connect(here.door.local_endpoint(), asio::ip::make_address(source));
        here.attempt.reset();
        here.context.run();
        CHECK(here.answers == 0);
    }
}

}  // namespace popline::test
