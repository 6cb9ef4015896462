// SPDX-License-Identifier: BSL-1.0
#include "net/receiver.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <popline/errc.hpp>
#include <string>

#include "net/open_channel.hpp"

namespace popline::test {

using net::direction;
using net::exchange;
using net::turn;
using protocol::verb;
using event = protocol::pipeline::event;

namespace {

/// A channel that reads for many commands at a time.
struct received_channel : open_channel {
    explicit received_channel(const server& to = where()) : open_channel(to) { on.pipeline.width().widen(); }
    exchange& retrieve(message_number number) { return submit(protocol::retrieve(number, 0)); }
    void hear(std::string said) {
        there->say_unasked(std::move(said));
        REQUIRE(by.read());
    }
    /// Takes all bytes of a body that have arrived, and the event after them.
    event take_body(exchange& reader, std::string& into) {
        auto made = by.pull(&reader);
        for (; made == event::chunk; made = by.pull(&reader))
            into += by.chunk();
        return made;
    }

    net::writer answers{on};
    net::receiver by{on, answers};
};

/// A stream in which TLS took records without application data, and may hold more.
class stream_of_records final : public net::byte_stream {
  public:
    std::size_t read_some(std::span<char>, boost::system::error_code& failure) override {
        failure = boost::asio::error::would_block;
        return 0;
    }
    bool may_hold_more() const noexcept override { return true; }
    std::size_t write_some(std::string_view octets, boost::system::error_code&) override {
        return octets.size();
    }
    boost::system::error_code flush() override { return {}; }
    void wait(direction, std::shared_ptr<net::ready_listener>) override {}
    void cancel_waits() noexcept override {}
    void close() noexcept override {}
};

}  // namespace

TEST_CASE("[R22] each reply goes to its command in their order, and the coroutine that waits is woken") {
    received_channel one;
    int resumed = 0;
    auto& first = one.submit(verb::noop);
    auto& second = one.submit(verb::stat);
    auto& third = one.submit(verb::noop);
    for (auto* const each : {&first, &second, &third})
        begin_wait(one.on.waiters, *each, resumed);
    one.count_as_written();
    one.hear("+OK one\r\n-ERR two\r\n+O");
    CHECK(one.by.pull(nullptr) == event::need_more);
    CHECK((first.ended && second.ended && !third.ended));
    CHECK(first.reply.words == "one");
    CHECK(second.reply.result == protocol::sign::err);
    CHECK(second.reply.words == "two");
    CHECK(one.on.transport.unread() == "+O");
    one.settle();
    CHECK(resumed == 2);
    one.hear("K three\r\n");
    one.by.pull(nullptr);
    CHECK(third.reply.words == "three");
    one.settle();
    CHECK(resumed == 3);
}

TEST_CASE("[R39] a greeting that a step of the opening has read is the first reply") {
    received_channel one;
    one.on.transport.adopt({one.there->stream(), nullptr, "+OK ready\r\n"});
    auto& greeting = one.on.waiters.exchanges.take();
    greeting.leases = 1;
    greeting.what.name = verb::greeting;
    one.on.pipeline.expect_greeting(greeting);
    one.by.pull(nullptr);
    CHECK(greeting.ended);
    CHECK(greeting.reply.words == "ready");
    CHECK(one.there->steps == 0);
}

TEST_CASE("a reply that no lease wants is forgotten, and only a refused DELE is noted") {
    received_channel one;
    for (const auto what : {verb::noop, verb::dele}) {
        auto& asked = what == verb::dele ? one.submit(protocol::about(what, 3)) : one.submit(what);
        asked.leases = 0;
    }
    one.count_as_written();
    one.hear("-ERR no\r\n-ERR it stays\r\n");
    one.by.pull(nullptr);
    CHECK(one.on.waiters.exchanges.is_idle());
    CHECK(one.on.state.refused_deletions()
          == std::vector<protocol::refused_deletion>{{.number = 3, .words = "it stays"}});
}

TEST_CASE("a reply to CAPA is believed, and the commands that it lets through ask for a flush") {
    open_channel one;
    net::writer answers(one.on);
    net::receiver by(one.on, answers);
    one.submit(protocol::build(verb::capa, protocol::shape::lines));
    one.submit(verb::noop);
    one.count_as_written();
    one.settle();
    one.there->say_unasked("+OK\r\nPIPELINING\r\n.\r\n");
    CHECK(by.read());
    CHECK_FALSE(one.on.is_flush_pending());
    by.pull(nullptr);
    CHECK(one.on.state.capabilities()->has("PIPELINING"));
    CHECK(one.on.pipeline.width().commands() > 1);
    CHECK(one.on.is_flush_pending());
}

TEST_CASE("[R25] bytes of a body that open the window request a flush, before the body ends") {
    limits within;
    within.window_bytes = 1000;
    for (const bool wanted : {true, false}) {
        CAPTURE(wanted);
        received_channel one(stage::where().limits(within));
        auto& body = one.submit(protocol::retrieve(1, 3000));
        auto& behind = one.submit(protocol::retrieve(2, 3000));
        body.reading = wanted;
        one.count_as_written();
        one.settle();
        REQUIRE(behind.stands == protocol::entry::standing::queued);
        if (!wanted) one.on.drop(body);
        exchange* const reader = wanted ? &body : nullptr;
        one.hear("+OK\r\n" + std::string(1000, 'x'));
        while (one.by.pull(reader) != event::need_more)
            continue;
        CHECK_FALSE(one.on.is_flush_pending());
        one.hear(std::string(1500, 'x'));
        CHECK(one.by.pull(reader) == (wanted ? event::chunk : event::need_more));
        CHECK(one.on.is_flush_pending());
    }
}

TEST_CASE("the coroutine that reads a body is told of its status line, its bytes and its end") {
    received_channel one;
    auto& body = one.retrieve(1);
    auto& behind = one.submit(verb::noop);
    body.reading = true;
    one.count_as_written();
    one.hear("+OK\r\n..a dot\r\ntwo\r\n.\r\n+OK\r\n");
    CHECK(one.by.pull(&body) == event::status);
    std::string text;
    CHECK(one.take_body(body, text) == event::ended);
    CHECK(text == ".a dot\r\ntwo\r\n");
    CHECK_FALSE(behind.ended);
    one.by.pull(nullptr);
    CHECK(behind.ended);
}

TEST_CASE("[R91] a body that its owner does not read gives way once a coroutine waits for a later reply") {
    received_channel one;
    auto& body = one.retrieve(1);
    auto& behind = one.submit(verb::noop);
    one.count_as_written();
    one.hear("+OK\r\nbytes\r\n.\r\n+OK\r\n");
    CHECK(one.by.pull(nullptr) == event::need_more);
    CHECK(body.has_status);
    CHECK(one.by.body_of_another(nullptr));  // the owner may still read it
    CHECK_FALSE(body.displaced);
    int resumed = 0;
    begin_wait(one.on.waiters, behind, resumed);
    one.by.pull(nullptr);
    CHECK(body.displaced);
    CHECK(body.ended);
    CHECK(behind.ended);
    one.settle();
    CHECK(resumed == 1);
}

TEST_CASE("a body that its owner reads or waits for gives way to no command") {
    for (const bool reads : {true, false}) {
        CAPTURE(reads);
        received_channel one;
        auto& body = one.retrieve(1);
        auto& behind = one.submit(verb::noop);
        one.count_as_written();
        one.hear("+OK\r\nbytes\r\n.\r\n+OK\r\n");
        one.by.pull(nullptr);
        int resumed = 0;
        begin_wait(one.on.waiters, behind, resumed);
        body.reading = reads;
        if (!reads) begin_wait(one.on.waiters, body, resumed);
        CHECK(one.by.body_of_another(nullptr));
        CHECK(one.by.body_of_another(&behind));
        CHECK_FALSE(one.by.body_of_another(&body));
        CHECK(one.by.is_lent(behind) == reads);
        CHECK_FALSE(one.by.is_lent(body));
        CHECK(one.by.pull(nullptr) == event::need_more);
        CHECK_FALSE(body.displaced);
        CHECK_FALSE(behind.ended);
    }
}

TEST_CASE("the owner of a body reads itself, unless another coroutine reads or the buffer is lent") {
    received_channel one;
    auto& body = one.retrieve(1);
    auto& later = one.retrieve(2);
    CHECK_FALSE(one.by.fill(body));  // no reply is due
    one.count_as_written();
    one.there->say_unasked("+OK\r\n");
    one.on.waiters.read_by(body);
    CHECK_FALSE(one.by.fill(later));
    CHECK(one.by.fill(body));
    one.on.waiters.wake_all();
    one.there->say_unasked("bytes\r\n");
    body.reading = true;
    CHECK_FALSE(one.by.fill(later));
    body.reading = false;
    one.on.fail({errc::closed});
    CHECK_FALSE(one.by.fill(body));
}

TEST_CASE("[R96] replies are given out until the turn is over, and the rest in the next turn") {
    received_channel one;
    std::vector<exchange*> asked;
    std::string said;
    for (std::uint64_t each = 0; each < turn::most_replies + 2; ++each) {
        asked.push_back(&one.submit(verb::noop));
        said += "+OK\r\n";
    }
    one.count_as_written();
    one.hear(said);
    one.by.turn.begin();
    const auto ended = [&] {
        return static_cast<std::uint64_t>(std::ranges::count(asked, true, &exchange::ended));
    };
    one.by.pull(nullptr);
    CHECK(ended() == turn::most_replies);
    CHECK(one.by.turn.is_over());
    one.by.turn.begin();
    one.by.pull(nullptr);
    CHECK(ended() == turn::most_replies + 2);
}

TEST_CASE("[R96] what is read counts against the turn") {
    received_channel one;
    one.submit(verb::noop);
    one.count_as_written();
    one.by.turn.limit(10);
    one.hear("+OK more than that\r\n");
    CHECK(one.on.transport.unread() == "+OK more t");
    CHECK(one.by.turn.is_over());
}

TEST_CASE("[R13] what is no reply ends the connection with its own words, cut to the limit") {
    for (const std::size_t size : {5U, 600U}) {
        received_channel one;
        one.submit(verb::noop);
        one.count_as_written();
        one.hear(std::string(size, '?') + "\r\n+OK\r\n");
        CHECK(one.by.pull(nullptr) == event::need_more);
        CHECK(one.on.failed().code == errc::malformed_status);
        CHECK(one.on.failed().words == std::string(std::min<std::size_t>(size, 512), '?'));
        CHECK(one.there->closed);
    }
}

TEST_CASE(
    "a read that finds nothing is no failure, unless a write has failed; the end of the stream is one") {
    received_channel one;
    one.submit(verb::noop);
    one.answers.write();
    CHECK_FALSE(one.by.read());
    CHECK_FALSE(one.on.has_failed());
    one.there->writes_fail_with = boost::asio::error::broken_pipe;
    one.submit(verb::noop);
    one.answers.write();
    CHECK_FALSE(one.on.has_failed());
    CHECK_FALSE(one.by.read());
    CHECK(one.on.failed().code == errc::closed);
    CHECK(one.on.failed().cause == boost::asio::error::broken_pipe);

    received_channel other;
    other.submit(verb::noop);
    other.count_as_written();
    other.there->hang_up();
    CHECK_FALSE(other.by.read());
    CHECK(other.on.failed().code == errc::closed);
}

TEST_CASE("[R31] before a write the stream is looked at, unless a read has just taken all that was there") {
    for (const bool paused : {true, false}) {
        CAPTURE(paused);
        received_channel one;
        one.hear("+OK\r\n");
        one.on.transport.keep({});
        one.on.deadlines.end_wait(direction::read, one.on.due());
        if (paused) one.clock->pass(std::chrono::milliseconds(1));
        const auto before = one.there->steps;
        CHECK(one.by.look_before_writing());
        CHECK(one.there->steps - before == (paused ? 1 : 0));
    }
}

TEST_CASE("[R31] bytes that came unasked end the connection, whether they are read already or not") {
    for (const bool unread : {true, false}) {
        CAPTURE(unread);
        received_channel one;
        one.hear("+OK\r\n");
        one.on.transport.keep({});
        one.on.deadlines.end_wait(direction::read, one.on.due());
        one.there->say_unasked("+OK forged");
        if (unread)
            CHECK(one.by.read());
        else
            one.clock->pass(std::chrono::milliseconds(1));
        CHECK_FALSE(one.by.look_before_writing());
        CHECK(one.on.failed().code == errc::unsolicited_data);
        CHECK(one.on.failed().words == "+OK forged");
    }
}

TEST_CASE("[R117] a write waits while TLS may hold more, and the limit on the reply runs meanwhile") {
    received_channel one;
    one.on.transport.adopt({std::make_unique<stream_of_records>(), nullptr, {}});
    CHECK_FALSE(one.by.look_before_writing());
    CHECK_FALSE(one.on.has_failed());
    CHECK(one.on.is_flush_pending());
    CHECK(one.clock->armed() == 1);
}

}  // namespace popline::test
