// SPDX-License-Identifier: BSL-1.0
#include "net/input_buffer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace popline::test {

using net::input_buffer;
using net::spare_buffer;

namespace {

constexpr std::size_t most = 32U << 10;

void fill(input_buffer& one, std::size_t octets) {
    const auto room = one.room();
    REQUIRE(octets <= room.size());
    std::fill_n(room.begin(), octets, 'x');
    one.add(octets);
}

}  // namespace

TEST_CASE(
    "[R90] the buffer begins small, doubles where a read fills it, and stays as large as one read is worth") {
    spare_buffer spare;
    input_buffer one(spare, most);
    for (std::size_t size = input_buffer::first; size < most; size *= 2) {
        CHECK(one.room().size() == size);
        fill(one, size - 1);
        one.keep({});
        CHECK(one.room().size() == size);
        fill(one, size);
        one.keep({});
    }
    for (int reads = 0; reads < 3; ++reads) {
        CHECK(one.room().size() == most);
        fill(one, most);
        one.keep({});
    }
}

TEST_CASE("[R90] a buffer goes back while nothing is there to read, unless it has grown or holds something") {
    spare_buffer spare;
    input_buffer one(spare, most);
    for (std::size_t size = input_buffer::first; size <= most; size *= 2) {
        fill(one, size);
        CHECK(one.unread().size() == size);
        one.release_small();
        CHECK(one.unread().size() == size);
        one.keep({});
        const auto room = one.room();
        one.release_small();
        CHECK((one.unread().data() == room.data()) == (room.size() > 2 * input_buffer::first));
    }
}

TEST_CASE("what is unread stays whole, however often there has to be more room") {
    spare_buffer spare;
    input_buffer one(spare);
    std::string all;
    for (char octet = 'a'; octet <= 'f'; ++octet) {
        const auto room = one.room();
        REQUIRE(room.size() > 0);
        std::fill(room.begin(), room.end(), octet);
        all.append(room.size(), octet);
        one.add(room.size());
        one.keep(one.unread().substr(1));
        all.erase(0, 1);
        CHECK(one.unread() == all);
    }
    one.keep(one.unread().substr(all.size() - 3));
    one.room();
    CHECK(one.unread() == all.substr(all.size() - 3));
}

TEST_CASE("an empty buffer gives its memory back, and one with octets in it does not") {
    spare_buffer spare;
    input_buffer one(spare);
    fill(one, 2);
    one.release();
    CHECK(one.unread() == "xx");
    one.keep({});
    one.release();
    CHECK(one.unread().data() == nullptr);
    CHECK(one.room().size() == input_buffer::first);
}

TEST_CASE("[R90] a buffer that goes back is the next session's, if it is of the smallest size") {
    spare_buffer spare;
    CHECK(spare.take() == nullptr);
    input_buffer one(spare), other(spare);
    const auto* const first = one.room().data();
    CHECK(other.room().data() != first);
    one.release();
    other.release();  // one is kept
    const auto kept = spare.take();
    CHECK((kept != nullptr) == spare_buffer::handed_on);
    CHECK(spare.take() == nullptr);

    fill(one, input_buffer::first);
    CHECK(one.room().size() == input_buffer::first);
    CHECK((spare.take() != nullptr) == spare_buffer::handed_on);  // it grew, and left the small one behind
    one.keep({});
    one.release();
    CHECK(spare.take() == nullptr);
}

}  // namespace popline::test
