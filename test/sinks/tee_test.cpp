// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/header_only.hpp>
#include <popline/tee.hpp>

#include "deliver.hpp"
#include "diarist.hpp"

namespace popline::test {

TEST_CASE("tee writes to the first sink, then to the second, and commits in this order, awaited or not") {
    for (const int slow : {0, 1, 2, 3}) {
        CAPTURE(slow);
        std::string diary;
        diarist a('a', diary);
        diarist b('b', diary);
        slow_diarist slow_a('a', diary);
        slow_diarist slow_b('b', diary);
        auto first = (slow & 1) != 0 ? sink(slow_a) : sink(a);
        auto second = (slow & 2) != 0 ? sink(slow_b) : sink(b);
        deliver(tee(std::move(first), std::move(second)), "xy", 1);
        CHECK(diary == "a:x b:x a:y b:y a:commit b:commit ");
    }
}

TEST_CASE("if one sink of a tee fails, both are abandoned") {
    for (const bool first_fails : {true, false}) {
        std::string diary;
        diarist good('a', diary);
        auto first = first_fails ? sink(fail) : sink(good);
        auto second = first_fails ? sink(good) : sink(fail);
        CHECK_THROWS_AS(deliver(tee(std::move(first), std::move(second)), "x"), std::runtime_error);
        CHECK(diary == (first_fails ? "a:abandon " : "a:x a:abandon "));
    }
}

TEST_CASE("tee has enough when both sinks have, and stops writing to the one that has enough first") {
    const std::string message = "a: b\r\n\r\nbody\r\n";
    for (const std::size_t piece : {1U, 3U, 100U}) {
        std::string header;
        std::string whole;
        CHECK(deliver(tee(header_only(append_to(header)), append_to(whole)), message, piece)
              == message.size());
        CHECK(header == "a: b\r\n\r\n");
        CHECK(whole == message);
        header.clear();
        whole.clear();
        CHECK(deliver(tee(append_to(whole), header_only(append_to(header))), message, piece)
              == message.size());
        CHECK(header == "a: b\r\n\r\n");
        CHECK(whole == message);
    }
    std::string one;
    std::string two;
    CHECK(deliver(tee(header_only(append_to(one)), header_only(append_to(two))), message, 1) == 8);
    CHECK(one == two);
}

}  // namespace popline::test
