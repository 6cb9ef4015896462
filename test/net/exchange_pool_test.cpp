// SPDX-License-Identifier: BSL-1.0
#include "net/exchange_pool.hpp"

#include <doctest/doctest.h>

#include <iterator>
#include <set>
#include <string>

namespace popline::test {

using net::exchange;
using net::exchange_pool;

namespace {

std::size_t size(exchange_pool& of) {
    return static_cast<std::size_t>(std::distance(of.begin(), of.end()));
}

}  // namespace

TEST_CASE("an exchange that was put back is taken again, as good as new") {
    exchange_pool pool;
    auto& one = pool.take();
    one.ended = true;
    one.reply.words = "words";
    pool.put_back(one);
    CHECK(pool.is_idle());

    auto& again = pool.take();
    CHECK(&again == &one);
    CHECK_FALSE(pool.is_idle());
    CHECK_FALSE(one.ended);
    CHECK(one.reply.words.empty());
    CHECK(one.behind == nullptr);
}

TEST_CASE("no two taken exchanges are the same, and no more are made than are taken at a time") {
    exchange_pool pool;
    for (int round = 0; round < 3; ++round) {
        std::set<exchange*> taken;
        for (int each = 0; each < 5; ++each)
            taken.insert(&pool.take());
        CHECK(taken.size() == 5);
        CHECK(size(pool) == 5);
        for (auto* const one : taken)
            pool.put_back(*one);
        CHECK(pool.is_idle());
    }
}

TEST_CASE("a pool that shrank holds one exchange, and grows again") {
    exchange_pool pool;
    pool.shrink();
    CHECK(size(pool) == 0);
    auto& one = pool.take();
    auto& other = pool.take();
    pool.put_back(one);
    pool.put_back(other);
    pool.shrink();
    CHECK(size(pool) == 1);
    auto& first = pool.take();
    auto& second = pool.take();
    CHECK(&first != &second);
    CHECK(size(pool) == 2);
}

}  // namespace popline::test
