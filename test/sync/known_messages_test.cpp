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

TEST_CASE("[R100] a hundred thousand messages that share a unique-id are added and found in a short time") {
    known_messages known;
    const auto numbered = [](int number) {
        auto made = message("", 0, 10 + static_cast<std::uint64_t>(number));
        for (std::size_t at = 0; at < 4; ++at)
            made.digest[at] = static_cast<unsigned char>(number >> (8 * at));
        return made;
    };
    for (int number = 0; number < 100'000; ++number)
        known.add(numbered(number));
    CHECK(known.size() == 100'000);
    CHECK(known.find("").size() == 100'000);
    for (const int number : {0, 1, 2, 50'000, 99'998, 99'999}) {
        const auto one = numbered(number);
        CHECK(known.find({"", one.digest}) == one);
        known.remove({"", one.digest});
        CHECK_FALSE(known.find({"", one.digest}));
    }
    CHECK(known.size() == 99'994);
    CHECK_FALSE(known.find({"", numbered(100'000).digest}));
}

TEST_CASE("ids of any length and with any bytes are kept, wherever they are in memory") {
    known_messages known;
    std::vector<stored_message> all;
    const std::size_t lengths[] = {0,      1,      70,     254,    255,    256,     257,
                                   65'526, 65'527, 65'535, 65'536, 65'537, 300'000, 3};
    for (int round = 0; round < 3; ++round)
        for (const auto length : lengths)
            all.push_back(message(std::string(length, static_cast<char>(round * 255)), 1, length));
    for (int number = 0; number < 2'000; ++number)
        all.push_back(message(std::string(70, '\0') + std::to_string(number), 2));
    for (const auto& one : all)
        known.add(one);
    for (const auto& one : all) {
        CAPTURE(one.unique_id.size());
        const bool is_found = known.find({one.unique_id, one.digest}) == one;
        CHECK(is_found);
    }
    known.reserve(10'000);
    const auto copy = known;
    CHECK(copy.find(all[12].unique_id).size() == 1);
}

TEST_CASE("numbers of more than 32 bits are kept, and replaced by others") {
    known_messages known;
    auto one = message("a", 1);
    const std::uint64_t numbers[] = {0, UINT32_MAX, std::uint64_t{UINT32_MAX} + 1, UINT64_MAX, 7};
    for (const auto octets : numbers)
        for (const auto bytes : numbers)
            for (const auto seconds :
                 {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 40, std::int64_t{9}}) {
                one.listed_octets = octets;
                one.bytes = bytes;
                one.stored_at = std::chrono::sys_seconds(std::chrono::seconds(seconds));
                known.add(one);
                CHECK(known.find("a") == std::vector{one});
                known_messages alone;
                alone.add(one);
                CHECK(alone.find("a") == std::vector{one});
            }
}

TEST_CASE("messages that come and go for a long time leave the others as they are") {
    known_messages known;
    for (int number = 0; number < 100; ++number)
        known.add(message("stays-" + std::to_string(number % 50), static_cast<unsigned char>(number / 50)));
    for (int number = 0; number < 20'000; ++number) {
        const auto one = message("goes-" + std::to_string(number), 3);
        known.add(one);
        known.remove({one.unique_id, one.digest});
    }
    CHECK(known.size() == 100);
    for (int number = 0; number < 50; ++number)
        CHECK(known.find("stays-" + std::to_string(number)).size() == 2);
    CHECK_FALSE(known.contains("goes-19999"));
    std::size_t counted = 0;
    known.for_each([&](const stored_message&) { ++counted; });
    CHECK(counted == 100);
}

}  // namespace popline::test
