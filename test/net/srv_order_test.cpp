// SPDX-License-Identifier: BSL-1.0
#include "net/srv_order.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <string>

namespace popline::test {

using net::srv_order;
using net::srv_record;

namespace {

std::string names(const std::vector<srv_record>& records) {
    std::string made;
    for (const auto& each : records)
        made += each.target;
    return made;
}

}  // namespace

TEST_CASE("servers are tried by priority, and within a priority as the chance and the weights say") {
    const std::vector<srv_record> records{
        {20, 5, 110, "x"}, {10, 30, 110, "a"}, {10, 0, 110, "b"}, {10, 60, 110, "c"}, {5, 0, 110, "y"}};
    // The numbers that are drawn among a, b and c, and how far they may go. The last of each priority is
    // drawn, too.
    const struct {
        std::vector<std::uint32_t> drawn, largest;
        const char* order;
    } cases[] = {
        {{0, 0, 0, 0, 0}, {0, 90, 90, 60, 5}, "ybacx"},  {{0, 1, 0, 60, 5}, {0, 90, 60, 60, 5}, "yabcx"},
        {{0, 30, 1, 0, 0}, {0, 90, 60, 0, 5}, "yacbx"},  {{0, 31, 30, 0, 3}, {0, 90, 30, 0, 5}, "ycabx"},
        {{0, 90, 0, 1, 1}, {0, 90, 30, 30, 5}, "ycbax"},
    };
    for (const auto& each : cases) {
        CAPTURE(std::string(each.order));
        std::vector<std::uint32_t> largest;
        const auto next = [&](std::uint32_t most) {
            largest.push_back(most);
            return each.drawn[largest.size() - 1];
        };
        CHECK(names(srv_order(records, next)) == each.order);
        CHECK(largest == each.largest);
    }
    CHECK(srv_order({}, [](std::uint32_t) { return 0U; }).empty());
}

TEST_CASE("a server with twice the weight of another is the first one twice as often") {
    const std::vector<srv_record> records{{0, 20, 110, "a"}, {0, 40, 110, "b"}, {0, 0, 110, "c"}};
    std::mt19937 chance(7);
    std::map<char, int> first;
    const auto next = [&](std::uint32_t most) {
        return std::uniform_int_distribution<std::uint32_t>(0, most)(chance);
    };
    for (int each = 0; each < 6'100; ++each)
        ++first[names(srv_order(records, next)).front()];
    CHECK(first['a'] > 1'850);
    CHECK(first['a'] < 2'150);
    CHECK(first['b'] > 3'850);
    CHECK(first['b'] < 4'150);
    CHECK(first['c'] > 50);
    CHECK(first['c'] < 200);
}

}  // namespace popline::test
