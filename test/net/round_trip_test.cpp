// SPDX-License-Identifier: BSL-1.0
#include "net/round_trip.hpp"

#include <doctest/doctest.h>

namespace popline::test {

using net::round_trip;
using std::chrono::microseconds;

TEST_CASE("[R25] the shortest round trip counts, and only bytes after a write end one") {
    const net::time_point began;
    round_trip one;
    one.end(began + microseconds(1));
    CHECK(one.octets() == 2'500'000'000);  // no round trip was measured: one second is assumed
    one.begin(began);
    CHECK(one.runs());
    one.end(began + microseconds(2000));
    CHECK_FALSE(one.runs());
    CHECK(one.octets() == 5'000'000);
    for (const auto took : {3000, 1000, 1500}) {
        one.begin(began);
        one.end(began + microseconds(took));
    }
    CHECK(one.octets() == 2'500'000);
    one.begin(began);
    one.end(began);
    CHECK(one.octets() == 1U << 20);
}

}  // namespace popline::test
