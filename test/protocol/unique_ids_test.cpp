// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/listing.hpp"

namespace popline::test {

using protocol::listed;

namespace {

using numbers = std::vector<message_number>;

struct maildrop {
    std::string ids;  ///< `1=abc 2=-`; `none` if the listing failed
    listing_remarks remarks;
};

/// Both listings, read as a session reads them.
maildrop read(std::string_view scan, std::string_view unique) {
    maildrop made;
    auto messages = protocol::read_scan_listings(scan, made.remarks);
    protocol::add_unique_ids(*messages, unique, made.remarks);
    protocol::check_unique_ids(*messages, unique, made.remarks);
    for (const auto& one : *messages) {
        const bool has = one.id_begins != listed::no_id;
        made.ids += std::to_string(one.number) + "="
                    + (has ? std::string(unique.substr(one.id_begins, one.id_octets)) : "-") + " ";
    }
    return made;
}

}  // namespace

TEST_CASE("[R12] unique-ids are found by number and never by position, with tabs, blanks and further words") {
    CHECK(read("1 1\n2 2\n3 3\n", "1 a\n2 b\n3 c\n").ids == "1=a 2=b 3=c ");
    CHECK(read("1 1\n2 2\n3 3\n", "3 c\n1 a\n2 b\n").ids == "1=a 2=b 3=c ");
    CHECK(read("3 1\n1 2\n2 3\n", "1 a\n2 b\n3 c\n").ids == "3=c 1=a 2=b ");
    CHECK(read("9 1\n5 2\n", "\t5 \t b  more words\n9\ta\t\n").ids == "9=a 5=b ");
    CHECK(read("2 1\n4 1\n6 1\n", "6 f\n4 d\n2 b\n").ids == "2=b 4=d 6=f ");
    CHECK(read("1 1\n2 2\n", "1 a\n2 b\n").remarks == listing_remarks{});
}

TEST_CASE("[R15] a message without id has none, an id without message is dropped, and both are said") {
    const auto made = read("1 1\n2 2\n5 5\n", "2 b\n3 c\n9 z\n");
    CHECK(made.ids == "1=- 2=b 5=- ");
    CHECK(made.remarks.without_unique_id == numbers{1, 5});
    CHECK(made.remarks.without_message == numbers{3, 9});
    CHECK(read("", "1 a\n").remarks.without_message == numbers{1});
    CHECK(read("1 1\n", "").ids == "1=- ");
    CHECK(read("1 1\n", "").remarks.without_unique_id == numbers{1});
}

TEST_CASE("[R13][R107] a line of UIDL without a usable number is set aside, be it the only one") {
    const auto made = read("1 1\n2 2\n", "rubbish\n0 x\n2 b\n\n");
    CHECK(made.ids == "1=- 2=b ");
    CHECK(made.remarks.unusable_lines == std::vector<std::string>{"rubbish", "0 x", ""});
    CHECK(made.remarks.uidl_lines_set_aside == 3);
    CHECK(made.remarks.list_lines_set_aside == 0);
    CHECK(read("1 1\n", "a\nb\n").ids == "1=- ");
    CHECK(read("1 1\n", "a\nb\n").remarks.without_unique_id == numbers{1});
    CHECK(read("1 1\n", "").ids == "1=- ");
}

TEST_CASE("[R13] a message that UIDL names twice keeps the id if it is the same, and has none if not") {
    CHECK(read("1 1\n2 2\n", "1 a\n1 a\n2 b\n").ids == "1=a 2=b ");
    CHECK(read("1 1\n2 2\n", "1 a\n2 b\n1 x\n1 a\n").ids == "1=- 2=b ");
    CHECK(read("1 1\n2 2\n", "1 a\n2 b\n1 x\n1 a\n").remarks.named_twice == numbers{1});
    CHECK(read("2 1\n1 2\n", "1 a\n1 b\n2 c\n").ids == "2=c 1=- ");
}

TEST_CASE("[R17] ids outside the RFC are kept as sent and said to be, and both of a pair stay reachable") {
    const std::string longest(70, 'i');
    const auto made =
        read("1 1\n2 1\n3 1\n4 1\n5 1\n6 1\n7 1\n8 1\n",
             "1 " + longest + "\n2 " + longest + "i\n3\n4 same\n5 caf\xe9\n6 same\n7 ~!\n8 a\x7f\n");
    CHECK(made.ids == "1=" + longest + " 2=" + longest + "i 3=- 4=same 5=caf\xe9 6=same 7=~! 8=a\x7f ");
    CHECK(made.remarks.irregular_unique_id == numbers{2, 3, 4, 5, 6, 8});
    CHECK(read("1 1\n2 1\n3 1\n", "1 s\n2 s\n3 s\n").remarks.irregular_unique_id == numbers{1, 2, 3});
    CHECK(read("1 1\n2 1\n", "1 s\n2 S\n").remarks.irregular_unique_id.empty());
    const std::string nul("1 a\0b\n", 6);
    CHECK(read("1 1\n", nul).remarks.irregular_unique_id == numbers{1});
}

TEST_CASE("[R17] ids whose hashes clash on purpose are told apart, and twins among them are found") {
    // A server knows the hash and how many places its table has: here 1,024, of which it fills one and its
    // neighbours.
    std::vector<std::string> clashing;
    for (int at = 0; clashing.size() < 399; ++at)
        if (auto id = "c" + std::to_string(at); std::hash<std::string_view>()(id) % 1024 == 5)
            clashing.push_back(std::move(id));
    clashing.push_back(clashing[300]);
    std::string scan, unique;
    for (std::size_t at = 0; at < clashing.size(); ++at) {
        scan += std::to_string(at + 1) + " 1\n";
        unique += std::to_string(at + 1) + " " + clashing[at] + "\n";
    }
    CHECK(read(scan, unique).remarks.irregular_unique_id == numbers{301, 400});
}

TEST_CASE("[R12][R17] a maildrop of many messages in any order is matched whole") {
    std::string scan, unique;
    for (int at = 0; at < 20'000; ++at) {
        scan += std::to_string(1 + at * 7919 % 20'000) + " 1\n";
        unique += std::to_string(20'000 - at) + " u" + std::to_string((20'000 - at) / 2) + "\n";
    }
    listing_remarks remarks;
    auto messages = protocol::read_scan_listings(scan, remarks);
    REQUIRE(messages->size() == 20'000);
    protocol::add_unique_ids(*messages, unique, remarks);
    protocol::check_unique_ids(*messages, unique, remarks);
    for (const auto& one : *messages)
        REQUIRE(unique.substr(one.id_begins, one.id_octets) == "u" + std::to_string(one.number / 2));
    // All messages but the first and the last share their unique-id with a neighbour.
    CHECK(remarks.irregular_unique_id.size() == 19'998);
    CHECK(remarks.without_unique_id.empty());
}

}  // namespace popline::test
