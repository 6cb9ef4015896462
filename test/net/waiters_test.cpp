// SPDX-License-Identifier: BSL-1.0
#include "net/waiters.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "net/open_channel.hpp"
#include "net/scarce_executor.hpp"

namespace popline::test {

using net::exchange;
using standing = protocol::entry::standing;

namespace {

struct waiting_room {
    std::size_t without_memory = 0;
    boost::asio::io_context context;
    const boost::asio::any_io_executor executor = scarce_executor{&context, &without_memory};
    net::spare_buffers spare;
    net::waiters on{executor, spare};

    exchange& begin(int& resumed) {
        auto& one = on.exchanges.take();
        begin_wait(on, one, resumed);
        return one;
    }
};

}  // namespace

TEST_CASE("a coroutine that is woken goes on once, in a handler of its own") {
    waiting_room here;
    CHECK_FALSE(here.on.any());
    int resumed = 0;
    auto& one = here.begin(resumed);
    CHECK(here.on.any());
    here.on.wake(one);
    here.on.wake(one);
    CHECK_FALSE(here.on.any());
    CHECK(resumed == 0);
    settle(here.context);
    CHECK(resumed == 1);
    here.on.wake(one);  // no coroutine waits
    settle(here.context);
    CHECK(resumed == 1);
    CHECK_FALSE(here.on.any());
}

TEST_CASE(
    "[R61] a total cancellation ends a wait only while its command is queued, the other kinds at once") {
    using how = boost::asio::cancellation_type;
    struct {
        how kind;
        standing stands;
        bool ends;
    } const table[] = {
        {how::total, standing::queued, true},    {how::total, standing::in_flight, false},
        {how::partial, standing::queued, true},  {how::partial, standing::in_flight, true},
        {how::terminal, standing::queued, true}, {how::terminal, standing::in_flight, true},
        {how::terminal, standing::idle, true},
    };
    for (const auto& row : table) {
        waiting_room here;
        int resumed = 0;
        auto& one = here.begin(resumed);
        one.stands = row.stands;
        here.on.cancel(one, row.kind);
        settle(here.context);
        CHECK(resumed == (row.ends ? 1 : 0));
        CHECK(one.cancelled == row.ends);
        one.stands = standing::idle;
    }
}

TEST_CASE("all that wait are woken, and no others") {
    waiting_room here;
    int first = 0;
    int second = 0;
    here.begin(first);
    here.on.exchanges.take();
    here.begin(second);
    here.on.wake_all();
    settle(here.context);
    CHECK(first == 1);
    CHECK(second == 1);
    CHECK_FALSE(here.on.any());
}

TEST_CASE("a handler that reads posts all coroutines that it wakes but the first") {
    waiting_room here;
    int first = 0;
    int second = 0;
    auto& one = here.begin(first);
    auto& other = here.begin(second);
    here.on.inside.begin_reading();
    here.on.wake(one);
    here.on.wake(one);
    here.on.wake(other);
    here.on.inside.end_reading();
    CHECK_FALSE(here.on.any());
    settle(here.context);
    CHECK(first == 0);
    CHECK(second == 1);
    CHECK(here.on.inside.begin_resuming() == &one);
    CHECK(one.waits.waiting());
}

TEST_CASE("the reader is resumed inside the handler that has bytes for it, and it is no reader then") {
    waiting_room here;
    int resumed = 0;
    auto& one = here.begin(resumed);
    here.on.read_by(one);
    CHECK(here.on.reader() == &one);
    here.on.choose_reader();
    CHECK(here.on.reader() == nullptr);
    CHECK_FALSE(here.on.any());
    CHECK(here.on.inside.is(one));
    here.on.wake(one);  // this coroutine was resumed already
    settle(here.context);
    CHECK(resumed == 0);
    CHECK(here.on.inside.begin_resuming() == &one);
}

TEST_CASE("a reader that is woken is no reader any more, and a reader stays when another is woken") {
    waiting_room here;
    int first = 0;
    int second = 0;
    auto& reader = here.begin(first);
    auto& other = here.begin(second);
    here.on.read_by(reader);
    here.on.wake(other);
    CHECK(here.on.reader() == &reader);
    here.on.wake(reader);
    CHECK(here.on.reader() == nullptr);
    settle(here.context);
    CHECK(first == 1);
    CHECK(second == 1);
}

TEST_CASE("a wait that is ended says by whom, and holds up the write only while its command is queued") {
    for (const auto stands : {standing::queued, standing::in_flight}) {
        waiting_room here;
        int resumed = 0;
        auto& one = here.begin(resumed);
        one.stands = stands;
        here.on.end_wait(one, exchange::given_up_by::slow_sink);
        CHECK(one.cancelled);
        CHECK(one.given_up == exchange::given_up_by::slow_sink);
        CHECK(here.on.is_taking_back() == (stands == standing::queued));
        CHECK_FALSE(here.on.is_taking_back());
        settle(here.context);
        CHECK(resumed == 1);
    }
}

TEST_CASE("[R120] a coroutine for which no memory is left goes on after the shared buffers are freed") {
    waiting_room here;
    here.spare.give_back(std::make_unique<char[]>(net::spare_buffers::smallest),
                         net::spare_buffers::smallest);
    int resumed = 0;
    auto& one = here.begin(resumed);
    here.without_memory = 1;
    here.on.wake(one);
    CHECK_FALSE(here.spare.take(net::spare_buffers::smallest));
    here.on.resume_overdue();  // no coroutine is overdue: it was posted
    CHECK(resumed == 0);
    settle(here.context);
    CHECK(resumed == 1);
}

TEST_CASE("[R120] a coroutine that cannot be posted goes on at the end of the next handler, once") {
    waiting_room here;
    int first = 0;
    int second = 0;
    int third = 0;
    auto& one = here.begin(first);
    auto& other = here.begin(second);
    here.begin(third);  // the third coroutine is not woken
    here.without_memory = 4;
    here.on.wake(one);
    here.on.wake(other);
    settle(here.context);
    CHECK(first + second == 0);
    here.on.resume_overdue();
    CHECK(first == 1);
    CHECK(second == 1);
    CHECK(third == 0);
    here.on.resume_overdue();
    settle(here.context);
    CHECK(first == 1);
    CHECK(second == 1);
}

TEST_CASE("[R120] an overdue coroutine may take further exchanges when it goes on") {
    waiting_room here;
    auto& on = here.on;
    auto& one = on.exchanges.take();
    on.add();
    one.waits.hold([&on] { on.exchanges.take(); }, [](boost::asio::cancellation_type) {});
    int resumed = 0;
    auto& other = here.begin(resumed);
    here.without_memory = 4;
    on.wake_all();
    on.resume_overdue();
    CHECK_FALSE(one.waits.overdue());
    CHECK_FALSE(other.waits.overdue());
    CHECK(resumed == 1);
}

TEST_CASE("[R72] when the context ends, what a coroutine that waits holds is let go, and it does not go on") {
    waiting_room here;
    auto& one = here.on.exchanges.take();
    auto held = std::make_shared<int>(0);
    here.on.add();
    one.waits.hold([held] { ++*held; }, [](boost::asio::cancellation_type) {});
    here.on.drop_all();
    CHECK(held.use_count() == 1);
    here.on.wake(one);
    settle(here.context);
    CHECK(*held == 0);
}

}  // namespace popline::test
