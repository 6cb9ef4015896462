// SPDX-License-Identifier: BSL-1.0
#include "net/turn.hpp"

#include <doctest/doctest.h>

namespace popline::test {

using net::exchange;
using net::turn;

TEST_CASE("[R96] a turn is over after so many bytes or replies, and no read takes more than is left") {
    turn one;
    CHECK(one.most_of_read(1'000'000) == turn::most_bytes);
    one.count_bytes(turn::most_bytes - 1);
    CHECK_FALSE(one.is_over());
    CHECK(one.most_of_read(1'000'000) == 1);
    one.count_bytes(1);
    CHECK(one.is_over());
    CHECK(one.most_of_read(1'000'000) == 1'000'000);
    one.begin();
    CHECK_FALSE(one.is_over());
    for (std::uint64_t reply = 1; reply < turn::most_replies; ++reply)
        one.count_reply();
    CHECK_FALSE(one.is_over());
    one.count_reply();
    CHECK(one.is_over());

    turn over_tls;
    over_tls.limit(turn::most_bytes_over_tls);
    over_tls.count_bytes(turn::most_bytes_over_tls);
    CHECK(over_tls.is_over());
}

TEST_CASE("[R96] a turn that was given up begins again when its coroutine waits, and not for another") {
    turn one;
    exchange giver;
    exchange other;
    one.count_bytes(turn::most_bytes);
    one.give_up_for(giver);
    CHECK_FALSE(one.take_back(other));
    CHECK(one.is_over());
    CHECK(one.take_back(giver));
    CHECK_FALSE(one.is_over());
    CHECK_FALSE(one.take_back(giver));

    one.give_up_for(giver);
    one.forget(other);
    one.forget(giver);
    CHECK_FALSE(one.take_back(giver));
}

}  // namespace popline::test
