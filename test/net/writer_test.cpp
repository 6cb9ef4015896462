// SPDX-License-Identifier: BSL-1.0
#include "net/writer.hpp"

#include <doctest/doctest.h>

#include <boost/asio/error.hpp>

#include "net/open_channel.hpp"

namespace popline::test {

using net::direction;
using protocol::verb;

namespace {

struct written_channel : open_channel {
    using open_channel::open_channel;
    net::writer by{on};
};

/// A stream that takes no byte until it is read, like TLS while the server renegotiates.
class blocked_stream final : public net::byte_stream {
  public:
    explicit blocked_stream(direction& by) : by_(by) {}
    std::size_t read_some(std::span<char>, boost::system::error_code& failure) override {
        failure = boost::asio::error::would_block;
        return 0;
    }
    std::size_t write_some(std::string_view, boost::system::error_code& failure) override {
        failure = boost::asio::error::would_block;
        return 0;
    }
    direction blocks_writing() const noexcept override { return by_; }
    boost::system::error_code flush() override { return {}; }
    void wait(direction, std::shared_ptr<net::ready_listener>) override {}
    void cancel_waits() noexcept override {}
    void close() noexcept override {}

  private:
    direction& by_;
};

}  // namespace

TEST_CASE("[R23][R27] all that the window lets through is written, in as few writes as the stream takes") {
    for (const std::size_t at_most : {scripted_peer::never, std::size_t{1}, std::size_t{7}}) {
        CAPTURE(at_most);
        written_channel one;
        one.there->write_at_most = at_most;
        one.submit(verb::noop);
        one.submit(verb::stat);
        one.by.write();
        CHECK(one.there->written == "NOOP\r\n");  // one command at a time: the capabilities are unknown
        one.on.pipeline.width().widen();
        one.by.write();
        CHECK(one.there->written == "NOOP\r\nSTAT\r\n");
        CHECK(one.on.pipeline.unanswered() == 2);
        CHECK(one.on.transport.counted().sent == 12);
        CHECK_FALSE(one.on.deadlines.waits(direction::write));
    }
}

TEST_CASE("what the stream does not take is written after it is ready again, from there on") {
    written_channel one;
    one.there->takes = 3;
    one.submit(verb::noop);
    one.by.write();
    CHECK(one.there->written == "NOO");
    CHECK(one.on.deadlines.waits(direction::write));
    CHECK_FALSE(one.by.waits_for_reading());
    CHECK(one.clock->armed() == 1);
    one.there->take_only(100);
    one.settle();
    CHECK(one.told->ready == std::vector{direction::write});
    one.on.deadlines.end_wait(direction::write, one.on.due());
    one.by.write();
    CHECK(one.there->written == "NOOP\r\n");
    CHECK_FALSE(one.on.deadlines.waits(direction::write));
}

TEST_CASE("[R38] a write that fails is kept, wakes the reader, and does not yet end the connection") {
    written_channel one;
    int resumed = 0;
    auto& body = one.on.waiters.exchanges.take();
    begin_wait(one.on.waiters, body, resumed);
    one.on.waiters.read_by(body);
    one.there->writes_fail_with = boost::asio::error::broken_pipe;
    one.submit(verb::noop);
    CHECK_FALSE(one.by.failure());
    one.by.write();
    CHECK(one.by.failure() == boost::asio::error::broken_pipe);
    CHECK_FALSE(one.on.has_failed());
    CHECK(one.on.waiters.reader() == nullptr);
    one.settle();
    CHECK(resumed == 1);
}

TEST_CASE("a write that cannot go on before a read waits for that, and is requested after the read") {
    auto by = direction::read;
    written_channel one;
    one.on.transport.adopt({std::make_unique<blocked_stream>(by), nullptr, {}});
    one.submit(verb::noop);
    one.settle();
    one.told->posted.clear();
    one.by.write();
    CHECK(one.by.waits_for_reading());
    CHECK(one.on.deadlines.waits(direction::read));
    CHECK_FALSE(one.on.deadlines.waits(direction::write));
    one.by.on_read();  // the read did not help
    CHECK(one.by.waits_for_reading());
    CHECK_FALSE(one.on.is_flush_pending());
    by = direction::write;
    one.by.on_read();
    CHECK_FALSE(one.by.waits_for_reading());
    CHECK(one.on.is_flush_pending());

    by = direction::read;
    one.by.write();
    CHECK(one.by.take_wait_for_reading());
    CHECK_FALSE(one.by.take_wait_for_reading());
}

TEST_CASE("[R25] the window is fitted to the round trip after a write while nothing was due") {
    for (const bool automatic : {true, false}) {
        CAPTURE(automatic);
        const auto depth = automatic ? pipelining::automatic() : pipelining::window(10);
        written_channel one(stage::where().pipelining(depth));
        const auto before = one.on.pipeline.width().bytes();
        one.by.end_round_trip();  // no round trip has begun
        CHECK(one.on.pipeline.width().bytes() == before);
        one.by.begin_round_trip();
        one.clock->pass(std::chrono::microseconds(600));
        one.by.end_round_trip();
        CHECK(one.on.pipeline.width().bytes() == (automatic ? 1'500'000 : before));
        one.by.begin_round_trip();
        one.clock->pass(std::chrono::microseconds(500));
        one.by.end_round_trip();
        one.clock->pass(std::chrono::seconds(1));
        one.by.end_round_trip();  // only the first bytes after the write count
        CHECK(one.on.pipeline.width().bytes() == (automatic ? 1'250'000 : before));
    }
}

}  // namespace popline::test
