// SPDX-License-Identifier: BSL-1.0
#include "session/download.hpp"

#include <doctest/doctest.h>

#include <utility>

#include "net/exchange_pool.hpp"

namespace popline::test {

TEST_CASE("at the beginning of a download, nothing is taken, read or marked") {
    net::exchange reply;
    download::begin(reply);
    const auto& one = download::of(std::as_const(reply));
    CHECK_FALSE(one.taken);
    CHECK_FALSE(one.whole);
    CHECK(one.bytes == 0);
    CHECK(one.marked == 0);
}

TEST_CASE("a download is made once for an exchange, and lasts as long as its reply is held") {
    net::exchange reply;
    download::begin(reply);
    auto& one = download::of(reply);
    one.taken = true;
    one.bytes = 7;
    download::begin(reply);  // its RETR is sent again: the message stays taken
    CHECK(&download::of(reply) == &one);
    CHECK(one.taken);
    CHECK(one.bytes == 7);
}

TEST_CASE("[R79] the next command of an exchange knows nothing of the message before it") {
    net::exchange_pool pool;
    auto& reply = pool.take();
    download::begin(reply);
    auto& one = download::of(reply);
    one.taken = one.whole = true;
    one.bytes = 7;
    one.marked = 3;
    pool.put_back(reply);

    auto& next = pool.take();
    REQUIRE(&next == &reply);
    download::begin(next);
    CHECK(&download::of(next) == &one);  // without an allocation
    CHECK_FALSE(one.taken);
    CHECK_FALSE(one.whole);
    CHECK(one.bytes == 0);
    CHECK(one.marked == 0);
}

}  // namespace popline::test
