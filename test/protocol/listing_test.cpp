// SPDX-License-Identifier: BSL-1.0
#include "protocol/listing.hpp"

#include <doctest/doctest.h>

#include <string>

namespace popline::test {

using protocol::listed;

namespace {

using numbers = std::vector<message_number>;

/// What LIST gave, as text: `1:120 3:?`.
std::string sizes(const std::vector<listed>& messages) {
    std::string text;
    for (const auto& one : messages)
        text += std::to_string(one.number) + ":"
                + (one.octets == UINT64_MAX ? "?" : std::to_string(one.octets)) + " ";
    return text;
}

struct scanned {
    std::string messages;  ///< `none` if the listing failed
    listing_remarks remarks;
};

scanned scan(std::string_view lines) {
    scanned made;
    const auto read = protocol::read_scan_listings(lines, made.remarks);
    made.messages = read ? sizes(*read) : "none";
    return made;
}

}  // namespace

TEST_CASE("[R10][R11] STAT is two numbers, and its size may be unknown") {
    CHECK(protocol::parse_drop_listing("2 320") == drop_listing{2, 320});
    CHECK(protocol::parse_drop_listing("0 0") == drop_listing{0, 0});
    CHECK(protocol::parse_drop_listing("  2\t320 some more") == drop_listing{2, 320});
    CHECK(protocol::parse_drop_listing("2147483647 9223372036854775807")
          == drop_listing{2147483647, 9223372036854775807});
    CHECK(protocol::parse_drop_listing("2") == drop_listing{2, std::nullopt});
    CHECK(protocol::parse_drop_listing("2 big") == drop_listing{2, std::nullopt});
    CHECK(protocol::parse_drop_listing("2 9223372036854775808") == drop_listing{2, std::nullopt});
    for (const std::string_view words : {"", "messages: 2", "-1 0", "2147483648 1", "+2 320", "2,320"})
        CHECK_FALSE(protocol::parse_drop_listing(words).has_value());
}

TEST_CASE("[R10] a size that no server told is unknown, in STAT's result as in LIST's") {
    CHECK(drop_listing().octets == scan_listing().octets);
    CHECK_FALSE(drop_listing().octets.has_value());
    CHECK(drop_listing{.messages = 2} == protocol::parse_drop_listing("2"));
    CHECK(scan_listing{.number = 2} == protocol::parse_scan_listing("2"));
}

TEST_CASE(
    "[R10][R11][R12] a line of LIST is a number and perhaps a size, with tabs, blanks and further words") {
    CHECK(protocol::parse_scan_listing("1 120") == scan_listing{1, 120});
    CHECK(protocol::parse_scan_listing("\t1 \t 120\tdeleted? no") == scan_listing{1, 120});
    CHECK(protocol::parse_scan_listing("1") == scan_listing{1, std::nullopt});
    CHECK(protocol::parse_scan_listing("1 -120") == scan_listing{1, std::nullopt});
    CHECK(protocol::parse_scan_listing("1 9223372036854775807") == scan_listing{1, 9223372036854775807});
    CHECK(protocol::parse_scan_listing("1 9223372036854775808") == scan_listing{1, std::nullopt});
    for (const std::string_view line :
         {"", " ", "0 1", "-1 120", "2147483648 1", "x 1", "1:120", "4294967297 1"})
        CHECK_FALSE(protocol::parse_scan_listing(line).has_value());
}

TEST_CASE("[R12] a listing keeps gaps and the server's order") {
    const auto made = scan("7 70\n2 20\n5\t50 x\n");
    CHECK(made.messages == "7:70 2:20 5:50 ");
    CHECK(made.remarks == listing_remarks{});
}

TEST_CASE("[R13] a line that reads badly is set aside and all others hold") {
    const auto made = scan("1 10\nrubbish\n\n-2 5\n3 30\n0 4\n");
    CHECK(made.messages == "1:10 3:30 ");
    CHECK(made.remarks.unusable_lines == std::vector<std::string>{"rubbish", "", "-2 5", "0 4"});
    CHECK(made.remarks.list_lines_set_aside == 4);
    CHECK(scan("x\n2 20\n").messages == "2:20 ");
}

TEST_CASE("[R13] only a listing without one usable line fails; an empty one is empty") {
    CHECK(scan("x\ny\n").messages == "none");
    CHECK(scan("\n").messages == "none");
    CHECK(scan("").messages == "");
    listing_remarks remarks;
    remarks.list_lines_set_aside = 1;  // a line that was too long
    CHECK_FALSE(protocol::read_scan_listings("", remarks).has_value());
    CHECK(protocol::read_scan_listings("1 10\n", remarks).has_value());
}

TEST_CASE("[R13] a number named twice is one message, and what is contradictory of it is unknown") {
    CHECK(scan("1 10\n1 10\n2 20\n").messages == "1:10 2:20 ");
    CHECK(scan("1 10\n2 20\n1 11\n").messages == "1:? 2:20 ");
    CHECK(scan("1 10\n1\n").messages == "1:? ");
    CHECK(scan("3 1\n2 2\n3 1\n3 9\n3 1\n1 1\n").messages == "3:? 2:2 1:1 ");
    CHECK(scan("3 1\n2 2\n3 1\n2 7\n3 1\n").remarks.named_twice == numbers{2, 3});
}

TEST_CASE("[R11][R63] the largest sizes are kept and never summed, and a count reserves no memory") {
    CHECK(scan("1 9223372036854775807\n2 9223372036854775807\n3 9223372036854775807\n").messages
          == "1:9223372036854775807 2:9223372036854775807 3:9223372036854775807 ");
    CHECK(scan("2147483647 1\n").messages == "2147483647:1 ");
    // No number is an index: a listing of one message costs one message.
    listing_remarks remarks;
    CHECK(protocol::read_scan_listings("2147483647 9223372036854775807\n", remarks)->capacity() == 1);
}

}  // namespace popline::test
