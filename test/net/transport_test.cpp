// SPDX-License-Identifier: BSL-1.0
#include "net/transport.hpp"

#include <doctest/doctest.h>

#include <boost/asio/error.hpp>
#include <string>

#include "net/open_channel.hpp"

namespace popline::test {

using net::direction;
using net::turn;

namespace {

/// A transport over a scripted peer, and nothing else.
struct bare_transport : stage {
    explicit bare_transport(std::string leftover = {}) {
        there->gives_all = true;
        on.adopt({there->stream(), nullptr, std::move(leftover)});
    }
    std::size_t read() { return on.read(whole, failure); }

    std::shared_ptr<scripted_peer> there = std::make_shared<scripted_peer>(context.get_executor(), script());
    net::spare_buffers spare;
    net::transport on{spare};
    turn whole;
    boost::system::error_code failure;
};

/// So many bytes, no two neighbours alike.
std::string bytes(std::size_t count) {
    std::string made;
    for (std::size_t at = 0; at < count; ++at)
        made.push_back(static_cast<char>('!' + at % 89));
    return made;
}

}  // namespace

TEST_CASE("[R39] what a step of the opening read too much is read first, and whole") {
    for (const std::size_t size : {1U, 8192U, 8193U, 100'000U}) {
        CAPTURE(size);
        const auto leftover = bytes(size);
        bare_transport one(leftover);
        CHECK(one.on.is_open());
        CHECK(one.on.unread() == leftover);
        one.there->say("+OK ready\r\n");
        CHECK(one.read() == 11);
        CHECK(one.on.unread() == leftover + "+OK ready\r\n");
    }
}

TEST_CASE("a read adds to what is unread, and one that finds nothing changes nothing") {
    bare_transport one;
    one.there->say("+OK\r\n+O");
    CHECK(one.read() == 7);
    one.on.keep(one.on.unread().substr(5));
    CHECK(one.read() == 0);
    CHECK(one.failure == boost::asio::error::would_block);
    CHECK(one.on.unread() == "+O");
    one.there->say("K\r\n");
    CHECK(one.read() == 3);
    CHECK_FALSE(one.failure);
    CHECK(one.on.unread() == "+OK\r\n");
    one.there->hang_up();
    CHECK(one.read() == 0);
    CHECK(one.failure == boost::asio::error::eof);
    CHECK(one.on.counted().received == 10);
}

TEST_CASE("[R96] a read takes no more than what is left of the turn") {
    bare_transport one;
    one.there->say("+OK ready\r\n");
    one.whole.count_bytes(turn::most_bytes - 5);
    CHECK(one.read() == 5);
    CHECK(one.on.unread() == "+OK r");
    CHECK_FALSE(one.on.is_drained());  // more bytes may be ready in the stream
    one.whole.begin();
    CHECK(one.read() == 6);
    CHECK(one.on.unread() == "+OK ready\r\n");
    CHECK(one.on.is_drained());
}

TEST_CASE("[R31] a stream is drained after a read that did not fill its room, until the handler ends") {
    constexpr auto room = net::input_buffer::first;
    for (const bool gives_all : {true, false})
        for (const std::size_t came : {std::size_t{1}, room - 1, room}) {
            CAPTURE(gives_all);
            CAPTURE(came);
            bare_transport one;
            one.there->gives_all = gives_all;
            CHECK_FALSE(one.on.is_drained());
            one.there->say(bytes(came));
            CHECK(one.read() == came);
            CHECK(one.on.is_drained() == (gives_all && came < room));
            one.on.end_handler();
            CHECK_FALSE(one.on.is_drained());
        }
}

TEST_CASE("a round trip is a wait for bytes after one or more writes") {
    bare_transport one;
    one.on.count_flight();
    CHECK(one.on.counted().flights == 0);
    CHECK(one.on.write("NOOP\r\n", one.failure) == 6);
    CHECK(one.on.write("STAT\r\n", one.failure) == 6);
    one.on.count_flight();
    CHECK(one.on.counted().flights == 1);
    one.on.count_flight();
    CHECK(one.on.counted().flights == 1);
    CHECK(one.on.counted().sent == 12);
    CHECK(one.there->written == "NOOP\r\nSTAT\r\n");
}

TEST_CASE("bytes that the stream did not take are not sent and begin no round trip") {
    bare_transport one;
    one.there->takes = 4;
    CHECK(one.on.write("NOOP\r\n", one.failure) == 4);
    one.on.count_flight();
    CHECK(one.on.write("P\r\n", one.failure) == 0);
    CHECK(one.failure == boost::asio::error::would_block);
    CHECK(one.on.blocks_writing() == direction::write);
    one.on.count_flight();
    CHECK(one.on.counted().sent == 4);
    CHECK(one.on.counted().flights == 1);
}

TEST_CASE("a stream that is given away goes with what was not understood, and its waits end") {
    bare_transport one;
    one.there->say("+OK begin TLS\r\nforged");
    CHECK(one.read() > 0);
    one.on.keep("forged");
    const auto told = std::make_shared<kept_events>();
    one.on.wait(direction::read, told);
    auto way = one.on.release();
    CHECK_FALSE(one.on.is_open());
    CHECK(one.on.unread().empty());
    REQUIRE(way.stream);
    CHECK(way.leftover == "forged");
    one.settle();
    CHECK(told->ready == std::vector{direction::read});
    CHECK(told->failure == boost::asio::error::operation_aborted);
    one.on.adopt(std::move(way));
    CHECK(one.on.is_open());
    CHECK(one.on.unread() == "forged");
    CHECK_FALSE(one.there->closed);
}

TEST_CASE("the buffer is larger over a plain stream than over TLS, which has one of its own") {
    for (const auto& [way, most] : {std::pair{security::cleartext, 64U << 10},
                                    {security::implicit_tls, 16U << 10},
                                    {security::stls, 16U << 10}}) {
        bare_transport one;
        one.on.configure(way, one.spare);
        one.there->say(bytes(200'000));
        for (std::size_t size = net::input_buffer::first; size < most; size *= 2) {
            CHECK(one.read() == size);
            one.on.keep({});
        }
        CHECK(one.read() == most);
        one.on.keep({});
        CHECK(one.read() == most);
    }
}

TEST_CASE("[R90] memory is given back unless something is unread, and handed on in any case") {
    bare_transport one;
    one.there->say("+OK\r\n");
    CHECK(one.read() == 5);
    one.on.release_memory();
    one.on.release_small_memory();
    CHECK(one.on.unread() == "+OK\r\n");
    one.on.keep({});
    const auto is_kept = [&] { return one.spare.take(net::spare_buffers::smallest) != nullptr; };
    CHECK_FALSE(is_kept());
    one.on.release_memory();
    CHECK(is_kept() == net::spare_buffers::handed_on);
    one.there->say("+OK\r\n");
    CHECK(one.read() == 5);
    one.on.hand_on();
    CHECK(is_kept() == net::spare_buffers::handed_on);
}

TEST_CASE("a transport without a stream is not open and knows of no TLS, and closing it does nothing") {
    net::spare_buffers spare;
    net::transport one(spare);
    CHECK_FALSE(one.is_open());
    CHECK_FALSE(one.is_tls());
    CHECK_FALSE(one.must_write_to_read());
    CHECK(one.facts() == tls_facts());
    CHECK(one.tls_reason().empty());
    one.close();
    CHECK_FALSE(one.release().stream);

    bare_transport other;
    other.on.close();
    CHECK(other.there->closed);
    CHECK(other.on.is_open());  // its waits have not ended yet
    other.on.drop();
    CHECK_FALSE(other.on.is_open());
}

}  // namespace popline::test
