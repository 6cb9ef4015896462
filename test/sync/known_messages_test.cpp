// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/sync/known_messages.hpp>

namespace popline::test {

namespace {

stored_message message(const std::string& id, unsigned char digest, std::uint64_t octets = 10) {
    stored_message made;
    made.unique_id = id;
    made.listed_octets = octets;
    made.bytes = octets;
    made.digest.fill(digest);
    made.stored_at = std::chrono::sys_seconds(std::chrono::seconds(1'700'000'000));
    return made;
}

}  // namespace

TEST_CASE("a known message is found by its unique-id, with all that was added") {
    known_messages known;
    CHECK(known.find("a").empty());
    CHECK_FALSE(known.contains("a"));
    auto first = message("a", 1);
    first.listed_octets.reset();
    known.add(first);
    known.add(message("", 2));
    CHECK(known.size() == 2);
    CHECK(known.find("a") == std::vector{first});
    CHECK(known.find("") == std::vector{message("", 2)});
    CHECK_FALSE(known.contains("b"));
}

TEST_CASE("[R100] messages that share a unique-id are kept apart by their digests") {
    known_messages known;
    known.add(message("a", 1));
    known.add(message("b", 1));
    known.add(message("a", 2, 20));
    CHECK(known.find("a") == std::vector{message("a", 1), message("a", 2, 20)});
    SUBCASE("adding one again replaces it") {
        known.add(message("a", 1, 30));
        CHECK(known.find("a") == std::vector{message("a", 1, 30), message("a", 2, 20)});
        CHECK(known.size() == 3);
    }
    SUBCASE("removing one leaves the other") {
        known.remove({"a", message("a", 1).digest});
        CHECK(known.find("a") == std::vector{message("a", 2, 20)});
        CHECK(known.size() == 2);
        known.add(message("a", 1));
        CHECK(known.size() == 3);
    }
    SUBCASE("one is marked as deleted") {
        known.mark_deleted({"a", message("a", 2).digest});
        CHECK_FALSE(known.find("a")[0].is_deleted);
        CHECK(known.find("a")[1].is_deleted);
    }
}

TEST_CASE("ten thousand messages are found while the table grows") {
    known_messages known;
    for (int number = 0; number < 10'000; ++number) {
        known.add(
            message("id-" + std::to_string(number % 5'000), static_cast<unsigned char>(number / 5'000)));
        const auto found = known.find("id-" + std::to_string(number / 2 % 5'000));
        CHECK(found.size() == (number / 2 + 5'000 <= number ? 2U : 1U));
    }
    CHECK(known.size() == 10'000);
    std::size_t counted = 0;
    known.for_each([&](const stored_message& one) { counted += one.bytes == 10 ? 1 : 0; });
    CHECK(counted == 10'000);
}

}  // namespace popline::test
