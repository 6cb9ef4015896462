// SPDX-License-Identifier: BSL-1.0
#include "net/body_reader.hpp"

#include <doctest/doctest.h>

#include <popline/errc.hpp>
#include <string>

#include "net/open_connection.hpp"

namespace popline::test {

using net::body_reader;
using event = body_reader::event;

namespace {

/// A connection on which RETR 1 was sent.
struct retrieving : connection_to {
    explicit retrieving(const script& play) : connection_to(play) {
        open();
        held = submit(protocol::retrieve(1, 0));
    }
    /// Takes all bytes of the body that have arrived, and the event after them.
    event take(body_reader& by) {
        auto made = by.next();
        for (; made == event::chunk; made = by.next())
            text += by.chunk();
        return made;
    }
    /// A coroutine that reads all of it, and how often it waited.
    boost::asio::awaitable<void> read() {
        body_reader by(held);
        for (auto made = by.status(); made == event::none; made = by.status()) {
            ++waits;
            co_await by.wait();
            held->waits.end();
        }
        for (auto made = take(by); made == event::none; made = take(by)) {
            ++waits;
            co_await by.wait();
            held->waits.end();
        }
        by.finish();
        done = true;
    }

    net::lease held;
    std::string text;
    int waits = 0;
    bool done = false;
};

const script retr = script().reply("+OK\r\n").expect("RETR 1\r\n");

}  // namespace

TEST_CASE("a body is read from its status line to its end, and what is not there yet is none") {
    retrieving one(retr);
    body_reader by(one.held);
    CHECK(one.held->reading);
    CHECK(by.status() == event::none);
    one.there->say_unasked("+OK 11 octets\r\n");
    CHECK(by.status() == event::status);
    CHECK(one.take(by) == event::none);
    one.there->say_unasked("..a\r\nb\r\n.");
    CHECK(one.take(by) == event::none);
    one.there->say_unasked("\r\n");
    CHECK(one.take(by) == event::end);
    CHECK(one.text == ".a\r\nb\r\n");
    by.finish();
    CHECK_FALSE(one.held->reading);
    CHECK(one.held->ended);
}

TEST_CASE("a refused body has a status line and no more") {
    retrieving one(retr);
    body_reader by(one.held);
    one.there->say_unasked("-ERR gone\r\n");
    CHECK(by.status() == event::status);
    CHECK(one.held->ended);
    CHECK(one.held->reply.result == protocol::sign::err);
    CHECK(one.held->reply.words == "gone");
}

TEST_CASE("the owner of a body waits for its bytes, and reads them in the handler that has them") {
    retrieving one(retr);
    boost::asio::co_spawn(one.context, one.read(), [](std::exception_ptr why) { CHECK_FALSE(why); });
    one.settle();
    CHECK(one.waits == 1);
    one.there->say("+OK\r\nfirst\r\n");
    one.settle();
    CHECK(one.text == "first\r\n");
    CHECK(one.waits == 2);
    one.there->say(".\r\n");
    one.settle();
    CHECK(one.done);
    CHECK(one.waits == 2);
    CHECK(one.clock->armed() == 0);
}

TEST_CASE("[R96] a long body is read turn by turn, and the others on the executor go between") {
    retrieving one(retr);
    const std::string sent(1'000'000, 'x');
    one.there->say_unasked("+OK\r\n" + sent + "\r\n.\r\n");
    int others = 0;
    std::function<void()> other = [&] {
        ++others;
        if (!one.done) boost::asio::post(one.context, other);
    };
    boost::asio::co_spawn(one.context, one.read(), [](std::exception_ptr why) { CHECK_FALSE(why); });
    boost::asio::post(one.context, other);
    one.settle();
    CHECK(one.done);
    CHECK(one.text == sent + "\r\n");
    CHECK(one.waits == 3);
    CHECK(others >= 3);
}

TEST_CASE("[R91] a body that gave way to a command is asked for once more") {
    auto play = retr;
    play.expect("NOOP\r\n").reply("+OK\r\nfirst\r\n.\r\n+OK\r\n").expect("RETR 1\r\n");
    play.reply("+OK\r\nsecond\r\n.\r\n");
    connection_to one(play);
    one.open(stage::where().pipelining(pipelining::window(2)));
    const auto held = one.submit(protocol::retrieve(1, 0));
    const auto behind = one.submit(protocol::build(protocol::verb::noop, protocol::shape::status));
    const auto wait = [&]() -> boost::asio::awaitable<void> { co_await one.connection->wait(*behind); };
    boost::asio::co_spawn(one.context, wait(), [](std::exception_ptr why) { CHECK_FALSE(why); });
    one.settle();
    CHECK(behind->ended);
    CHECK(held->displaced);
    body_reader by(held);
    CHECK(by.status() == event::none);
    CHECK(one.connection->counted().bodies_asked_again == 1);
    one.settle();
    CHECK(by.status() == event::status);
    std::string text;
    auto made = by.next();
    for (; made == event::chunk; made = by.next())
        text += by.chunk();
    CHECK(made == event::end);
    CHECK(text == "second\r\n");
    CHECK(one.there->used_up());
}

TEST_CASE("[R37] a body that is abandoned is read to its end, and the next reply goes to its command") {
    connection_to one(script().reply("+OK\r\n").expect("RETR 1\r\nNOOP\r\n"));
    one.open(stage::where().pipelining(pipelining::window(2)));
    const auto held = one.submit(protocol::retrieve(1, 0));
    const auto behind = one.submit(protocol::build(protocol::verb::noop, protocol::shape::status));
    {
        body_reader by(held);
        one.there->say_unasked("+OK\r\nfirst\r\n");
        CHECK(by.status() == event::status);
        CHECK(by.next() == event::chunk);
        by.abandon();
        CHECK_FALSE(held->reading);
    }
    one.there->say("second\r\n.\r\n+OK here\r\n");
    one.settle();
    CHECK(behind->ended);
    CHECK(behind->reply.words == "here");
}

TEST_CASE("what ends a wait ends the reading with its reason, unless the reply was complete before") {
    for (const bool complete : {true, false}) {
        CAPTURE(complete);
        retrieving one(retr);
        body_reader by(one.held);
        one.there->say_unasked("+OK\r\nbytes\r\n");
        CHECK(by.status() == event::status);
        if (complete) {
            one.there->say_unasked(".\r\n");
            CHECK(one.take(by) == event::end);
        }
        one.connection->fail({errc::session_closed});
        const auto made = by.next();
        if (complete) {
            CHECK(made != event::ended);
            CHECK_FALSE(by.reason());
        } else {
            CHECK(made == event::ended);
            CHECK(by.reason().code == errc::session_closed);
        }
    }
}

TEST_CASE("a body that gave way and cannot be asked for again ends with that reason") {
    retrieving one(retr);
    body_reader by(one.held);
    one.there->say_unasked("-ERR gone\r\n");
    CHECK(by.status() == event::status);
    one.held->displaced = true;
    one.connection->fail({errc::closed});
    CHECK(by.status() == event::ended);
    CHECK(by.reason().code == errc::closed);
}

}  // namespace popline::test
