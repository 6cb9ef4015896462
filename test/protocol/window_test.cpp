// SPDX-License-Identifier: BSL-1.0
#include "protocol/window.hpp"

#include <doctest/doctest.h>

namespace popline::test {

using protocol::window;

namespace {

constexpr std::size_t trusted = 1'000'000;  // the largest size of the window

limits wide(std::size_t commands, std::size_t most, std::uint64_t octets = 1000) {
    limits within;
    within.initial_window_commands = commands;
    within.largest_window_commands = most;
    within.window_bytes = octets;
    return within;
}

/// An endless queue of commands, and a server that replies to each in order.
struct traffic {
    window& through;
    std::size_t unanswered = 0;

    std::size_t send_all() {
        std::size_t sent = 0;
        for (; through.try_admit(unanswered, 0, trusted); ++sent, ++unanswered)
            through.written();
        return sent;
    }
    void end(std::size_t replies) {
        for (; replies > 0; --replies, --unanswered)
            through.ended();
    }
};

}  // namespace

TEST_CASE("[R23] a window is 1 until it is widened, and 1 again once narrowed") {
    window one(wide(4, 8));
    traffic goes{one};
    CHECK(one.commands() == 1);
    CHECK(goes.send_all() == 1);
    goes.end(1);
    one.widen();
    CHECK(one.commands() == 4);
    CHECK(goes.send_all() == 4);
    one.narrow();
    CHECK(one.commands() == 1);
    goes.end(3);
    CHECK(goes.send_all() == 0);
    goes.end(1);
    CHECK(goes.send_all() == 1);
}

TEST_CASE(
    "[R24] exactly as many commands leave as the window is wide, and it opens again with half of it free") {
    for (std::size_t width = 1; width <= 9; ++width) {
        window one(wide(width, width));
        one.widen();
        traffic goes{one};
        CHECK(goes.send_all() == width);
        const std::size_t half = width / 2 > 1 ? width / 2 : 1;
        for (std::size_t ended = 1; ended < half; ++ended) {
            goes.end(1);
            CHECK(goes.send_all() == 0);
        }
        goes.end(1);
        CHECK(goes.send_all() == half);
        goes.end(width);
        CHECK(goes.send_all() == width);
    }
}

TEST_CASE("[R24] what was held back before the window was widened is no reason to double it") {
    window one(wide(4, 8));
    traffic goes{one};
    CHECK(goes.send_all() == 1);
    one.widen();
    goes.end(1);
    CHECK(one.commands() == 4);
}

TEST_CASE("[R24] a window that never was full lets each command through at once") {
    window one(wide(3, 3));
    one.widen();
    for (std::size_t unanswered : {0U, 1U, 2U, 1U, 2U, 0U, 2U})
        CHECK(one.try_admit(unanswered, 0, trusted));
    CHECK_FALSE(one.try_admit(3, 0, trusted));
}

TEST_CASE("[R24] the window doubles once per round trip in which it was full, up to its largest size") {
    window one(wide(4, 10));
    one.widen();
    traffic goes{one};
    goes.send_all();
    goes.end(2);
    goes.send_all();
    CHECK(one.commands() == 4);
    goes.end(2);  // now each command that was in flight when the window was full has ended
    CHECK(one.commands() == 8);
    goes.send_all();
    CHECK(goes.unanswered == 8);
    goes.end(8);
    CHECK(one.commands() == 10);
    goes.send_all();
    CHECK(goes.unanswered == 10);
    goes.end(10);
    goes.send_all();
    goes.end(10);
    CHECK(one.commands() == 10);
}

TEST_CASE("[R24] a window that was never full, or that the octets held back as well, does not grow") {
    window one(wide(4, 10));
    one.widen();
    for (int round = 0; round < 50; ++round) {
        REQUIRE(one.try_admit(0, 0, trusted));
        one.written();
        one.ended();
    }
    CHECK(one.commands() == 4);
    for (int commands = 0; commands < 4; ++commands)
        one.written();
    CHECK_FALSE(one.try_admit(4, 1000, trusted));
    for (int commands = 0; commands < 4; ++commands)
        one.ended();
    CHECK(one.commands() == 4);
}

TEST_CASE("[R25] a command leaves while less than the window's octets are due, and not at them") {
    window one(wide(8, 8, 1000));
    one.widen();
    CHECK(one.try_admit(1, 999, trusted));
    CHECK_FALSE(one.try_admit(1, 1000, trusted));
    CHECK_FALSE(one.try_admit(1, 5000, trusted));
    CHECK(one.try_admit(1, 0, trusted));
}

TEST_CASE(
    "[R25] the octets worth asking for fill the window, half of them open it, and it does not grow for "
    "that") {
    window one(wide(4, 8, 1000));
    one.widen();
    one.set_useful_bytes(100);
    CHECK(one.try_admit(1, 99, trusted));
    CHECK_FALSE(one.try_admit(1, 100, trusted));
    CHECK_FALSE(one.try_admit(1, 51, trusted));
    CHECK(one.try_admit(1, 50, trusted));
    CHECK(one.try_admit(1, 99, trusted));
    for (int commands = 0; commands < 4; ++commands)
        one.written();
    CHECK_FALSE(one.try_admit(4, 100, trusted));
    CHECK(one.try_admit(0, 0, trusted));
    for (int replies = 0; replies < 4; ++replies)
        one.ended();
    CHECK(one.commands() == 4);
}

TEST_CASE("[R25] a window of no octets lets one command with a size out at a time, not none") {
    window one(wide(8, 8, 0));
    one.widen();
    CHECK(one.try_admit(0, 0, trusted));
    CHECK_FALSE(one.try_admit(1, 1, trusted));
}

TEST_CASE("[R33] the depth the server is trusted with narrows the window, and widens nothing") {
    window one(wide(4, 4));
    one.widen();
    CHECK(one.try_admit(0, 0, 1));
    CHECK_FALSE(one.try_admit(1, 0, 1));
    CHECK(one.try_admit(2, 0, trusted));
    CHECK_FALSE(one.try_admit(4, 0, 100));
}

TEST_CASE("[R35] a depth that the caller forced holds: it neither grows nor widens") {
    for (const std::size_t depth : {1U, 3U}) {
        window one(wide(256, 1024));
        one.fix(depth);
        one.widen();
        traffic goes{one};
        for (int round = 0; round < 10; ++round) {
            CHECK(goes.send_all() == depth);
            goes.end(depth);
        }
        CHECK(one.commands() == depth);
    }
    window none(wide(0, 0));
    none.widen();
    CHECK(none.commands() == 1);
    none.fix(0);
    CHECK(none.commands() == 1);
}

}  // namespace popline::test
