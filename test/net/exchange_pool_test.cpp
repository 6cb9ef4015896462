// SPDX-License-Identifier: BSL-1.0
#include "net/exchange_pool.hpp"

#include <doctest/doctest.h>

#include <iterator>
#include <memory>
#include <set>
#include <string>

namespace popline::test {

using net::exchange;
using net::exchange_pool;

namespace {

struct kept final : net::companion {
    void reset() noexcept override { ++resets; }
    int resets = 0;
};

std::size_t size(exchange_pool& of) {
    return static_cast<std::size_t>(std::distance(of.begin(), of.end()));
}

}  // namespace

TEST_CASE("an exchange that was put back is taken again, with nothing of its last reply") {
    exchange_pool pool;
    auto& one = pool.take();
    one.ended = one.has_status = one.reading = one.displaced = one.cancelled = true;
    one.dropped = one.late = true;
    one.given_up = exchange::given_up_by::slow_sink;
    one.beside = std::make_unique<kept>();
    one.answer.words = std::string(1000, 'w');
    one.answer.lines = "1 2\n";
    one.answer.line_count = one.answer.overlong = 1;
    one.answer.failure = errc::too_many_rounds;
    pool.put_back(one);
    CHECK(pool.is_idle());

    auto& again = pool.take();
    CHECK(&again == &one);
    CHECK_FALSE(pool.is_idle());
    CHECK_FALSE((one.ended || one.has_status || one.reading || one.displaced || one.cancelled));
    CHECK_FALSE((one.dropped || one.late));
    CHECK(one.given_up == exchange::given_up_by::caller);
    CHECK(static_cast<kept&>(*one.beside).resets == 1);
    CHECK(one.answer.words.empty());
    CHECK(one.answer.words.capacity() < 256);
    CHECK(one.answer.lines.empty());
    CHECK(one.answer.line_count + one.answer.overlong == 0);
    CHECK(one.answer.failure == errc());
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
