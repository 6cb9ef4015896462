// SPDX-License-Identifier: BSL-1.0
#include "sync/plan.hpp"

#include <doctest/doctest.h>

namespace popline::test {

namespace {

using syncing::listed_message;
using positions = std::vector<std::size_t>;

void know(known_messages& to, const std::string& id, unsigned char digest,
          std::optional<std::uint64_t> octets, bool is_deleted = false) {
    stored_message made;
    made.unique_id = id;
    made.listed_octets = octets;
    made.digest.fill(digest);
    made.is_deleted = is_deleted;
    to.add(made);
}

}  // namespace

TEST_CASE("a plan tells fresh, doubtful and known messages apart") {
    struct row {
        const char* what;
        std::vector<listed_message> listing;
        positions fresh, doubtful, known;
    };
    known_messages known;
    know(known, "a", 1, 10);
    know(known, "unsized", 1, std::nullopt);
    know(known, "twice", 1, 10);
    know(known, "twice", 2, 20);
    know(known, "deleted", 1, 10, true);
    const row table[] = {
        {"an empty listing", {}, {}, {}, {}},
        {"a known id and a new one", {{"a", 10}, {"b", 10}}, {1}, {}, {0}},
        {"a known id with another size", {{"a", 11}}, {}, {0}, {}},
        {"a known id without a size", {{"a", std::nullopt}}, {}, {}, {0}},
        {"a known id whose size was not known then", {{"unsized", 7}}, {}, {}, {0}},
        {"messages without an id are always fresh", {{"", 10}, {"", 10}}, {0, 1}, {}, {}},
        {"an id that is listed more often than known", {{"a", 10}, {"a", 10}}, {}, {0, 1}, {}},
        {"the same with sizes that differ", {{"a", 20}, {"a", 10}}, {}, {0}, {1}},
        {"an id that two messages had", {{"twice", 20}, {"twice", 10}}, {}, {}, {0, 1}},
        {"one of three is new", {{"twice", 20}, {"twice", 30}, {"twice", 10}}, {}, {1}, {0, 2}},
        {"an unknown size does not take the place of an equal one",
         {{"a", std::nullopt}, {"a", 10}},
         {},
         {0},
         {1}},
        {"a message that was deleted and is still there", {{"deleted", 10}}, {}, {0}, {}},
    };
    for (const auto& one : table) {
        CAPTURE(one.what);
        const auto made = syncing::make_plan(one.listing, known, {}, {});
        CHECK(made.fresh == one.fresh);
        CHECK(made.doubtful == one.doubtful);
        CHECK(made.known == one.known);
    }
}

TEST_CASE("known messages that are not listed are gone, except those without a unique-id") {
    known_messages known;
    know(known, "a", 1, 10);
    know(known, "b", 2, 10);
    know(known, "", 3, 10);
    const auto made = syncing::make_plan({{"b", 10}}, known, {}, {});
    REQUIRE(made.gone.size() == 1);
    CHECK(made.gone[0].unique_id == "a");
}

TEST_CASE("unique-ids count as replaced from 90 % on, if there were at least ten") {
    struct row {
        std::size_t left, still_there, others;
        bool is_replaced;
    };
    const row table[] = {{10, 1, 9, true}, {10, 2, 8, false},   {10, 1, 8, false},    {10, 0, 0, false},
                         {9, 0, 9, false}, {100, 10, 90, true}, {100, 11, 200, false}};
    for (const auto& one : table) {
        CAPTURE(one.left);
        CAPTURE(one.still_there);
        known_messages known;
        std::vector<std::string> ids;
        for (std::size_t at = 0; at < one.left; ++at) {
            ids.push_back("old-" + std::to_string(at));
            know(known, ids.back(), 1, 10);
        }
        know(known, "deleted", 1, 10, true);
        ids.resize(one.still_there);
        for (std::size_t at = 0; at < one.others; ++at)
            ids.push_back("new-" + std::to_string(at));
        std::vector<listed_message> listing;
        for (const auto& id : ids)
            listing.push_back({id, 10});
        CHECK(syncing::make_plan(listing, known, {}, {}).has_replaced_ids == one.is_replaced);
    }
}

TEST_CASE("a hundred thousand messages are compared to as many known ones within seconds") {
    constexpr int count = 100'000;
    known_messages known;
    known.reserve(count);
    std::vector<std::string> ids;
    for (int at = 0; at < count; ++at) {
        ids.push_back("0000000" + std::to_string(at) + ".unique");
        if (at % 1'000 != 0) know(known, ids.back(), 1, 10);
    }
    std::vector<listed_message> listing;
    for (const auto& id : ids)
        listing.push_back({id, 10});
    const auto began = std::chrono::steady_clock::now();
    const auto made = syncing::make_plan(listing, known, {}, {});
    CHECK(made.fresh.size() == 100);
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(5));
}

}  // namespace popline::test
