// SPDX-License-Identifier: BSL-1.0
#include "net/input_buffer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace popline::test {

using net::input_buffer;
using net::spare_buffers;

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
    spare_buffers spare;
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
    spare_buffers spare;
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

TEST_CASE("unread bytes stay unchanged, however often the buffer grows") {
    spare_buffers spare;
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
    spare_buffers spare;
    input_buffer one(spare);
    fill(one, 2);
    one.release();
    CHECK(one.unread() == "xx");
    one.keep({});
    one.release();
    CHECK(one.unread().data() == nullptr);
    CHECK(one.room().size() == input_buffer::first);
}

TEST_CASE("[R90] a buffer that goes back is the next session's, one of each size") {
    for (auto size = spare_buffers::smallest; size <= spare_buffers::largest; size *= 2) {
        spare_buffers spare;
        CHECK(spare.take(size) == nullptr);
        input_buffer one(spare), other(spare);
        for (auto small = spare_buffers::smallest; small < size; small *= 2)
            for (auto* const each : {&one, &other}) {
                fill(*each, small);
                each->keep({});
            }
        const auto* const first = one.room().data();
        CHECK(other.room().data() != first);
        one.release();
        other.release();  // the pool keeps one buffer
        const auto kept = spare.take(size);
        CHECK((kept != nullptr) == spare_buffers::handed_on);
        CHECK(spare.take(size) == nullptr);
    }
}

TEST_CASE(
    "[R90] a buffer that grows leaves the smaller one to others; one of no size of theirs is not kept") {
    spare_buffers spare;
    input_buffer one(spare);
    fill(one, spare_buffers::smallest);
    one.room();
    CHECK((spare.take(spare_buffers::smallest) != nullptr) == spare_buffers::handed_on);
    while (one.unread().size() <= spare_buffers::largest)
        fill(one, one.room().size());
    one.keep({});
    one.release();
    CHECK(spare.take(2 * spare_buffers::largest) == nullptr);

    spare_buffers others;
    others.give_back(std::make_unique<char[]>(spare_buffers::smallest), spare_buffers::smallest);
    CHECK((others.take(spare_buffers::largest) == nullptr));
    spare.give_back(std::make_unique<char[]>(3), 3);
    CHECK(spare.take(3) == nullptr);
}

}  // namespace popline::test
