// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "liar.hpp"

// What a server may say in STAT, LIST and UIDL, and what `mails()` makes of it.

namespace popline::test {

namespace {

struct told {
    std::string stat, list, uidl;
};

/// What mails() gives, and what was odd about it.
struct made {
    std::vector<mail> mails;
    listing_remarks remarks;
};

made listing_of(const told& words) {
    liar there;
    there.replies["STAT"] = words.stat;
    there.replies["LIST"] = words.list;
    there.replies["UIDL"] = words.uidl;
    there.replies["NOOP"] = "+OK still here\r\n";
    made result;
    auto body = [&](session& session) -> awaitable<void> {
        result.mails = co_await session.mails();
        result.remarks = session.remarks();
        co_await session.noop();  // whatever it was, the next reply is the next command's
    };
    play(there, body);
    return result;
}

error failure_of_listing(const told& words) {
    liar there;
    there.replies["STAT"] = words.stat;
    there.replies["LIST"] = words.list;
    there.replies["UIDL"] = words.uidl;
    std::optional<error> why;
    auto body = [&](session& session) -> awaitable<void> {
        why = co_await failure_of(session.mails());
        co_await session.noop();
    };
    play(there, body);
    return *why;
}

std::string list(const std::string& lines) {
    return "+OK\r\n" + lines + ".\r\n";
}

}  // namespace

TEST_CASE("[R14] LIST decides which messages exist, whatever STAT counts, and the end mark where one ends") {
    for (const auto* const count : {"0", "1", "9", "2147483647"}) {
        const auto there = listing_of({"+OK " + std::string(count) + " 99999999999\r\n",
                                       list("1 10\r\n2 20\r\n"), list("1 a\r\n2 b\r\n")});
        REQUIRE(there.mails.size() == 2);
        CHECK(there.mails[1].unique_id() == "b");
    }
    liar longer;
    longer.replies["STAT"] = "+OK 1 10\r\n";
    longer.replies["LIST"] = list("1 10\r\n");
    longer.replies["UIDL"] = list("1 a\r\n");
    longer.replies["RETR"] = "+OK 3 octets\r\n" + std::string(5000, 'x') + "\r\n.\r\n";
    auto body = [](session& session) -> awaitable<void> {
        const auto inbox = co_await session.mails();
        const auto text = co_await inbox[0].text();
        CHECK(text.size() == 5002);
    };
    play(longer, body);
}

TEST_CASE(
    "[R12][R13] gaps, any order, odd lines and numbers named twice: what is usable holds, the rest is said") {
    const auto there = listing_of({"+OK 4 100\r\n",
                                   list("7 70\r\n3\t30 more words\r\nwhat\r\n5   fifty\r\n3 31\r\n-1 5\r\n"),
                                   list("5 e\r\n7 g\r\n3 c\r\n")});
    REQUIRE(there.mails.size() == 3);
    CHECK(there.mails[0].number() == 7);
    CHECK(there.mails[0].size() == 70);
    CHECK(there.mails[0].unique_id() == "g");
    CHECK(there.mails[1].number() == 3);
    CHECK_FALSE(there.mails[1].size());  // 30, or 31: nobody knows
    CHECK(there.mails[2].number() == 5);
    CHECK_FALSE(there.mails[2].size());  // [R11]
    CHECK(there.mails[2].unique_id() == "e");
    CHECK(there.remarks.unusable_lines == std::vector<std::string>{"what", "-1 5"});
    CHECK(there.remarks.named_twice == std::vector<message_number>{3});
}

TEST_CASE("[R15][R17] messages without id have none, and ids outside the RFC are kept and marked") {
    const std::string long_id(71, 'z');
    const auto there = listing_of({"+OK 5 100\r\n", list("1 1\r\n2 2\r\n3 3\r\n4 4\r\n5 5\r\n"),
                                   list("2 same\r\n3 same\r\n4 " + long_id + "\r\n5\r\n9 nobody\r\n")});
    REQUIRE(there.mails.size() == 5);
    CHECK_FALSE(there.mails[0].has_unique_id());
    CHECK_THROWS_AS(static_cast<void>(there.mails[0].unique_id()), error);
    CHECK(there.mails[1].unique_id() == there.mails[2].unique_id());
    CHECK(there.mails[3].unique_id() == long_id);
    CHECK_FALSE(there.mails[4].has_unique_id());
    CHECK(there.remarks.without_message == std::vector<message_number>{9});
    const auto& odd = there.remarks.irregular_unique_id;
    for (const message_number number : {2U, 3U, 4U})
        CHECK(std::ranges::count(odd, number) == 1);
}

TEST_CASE("a server without UIDL gives mails without ids, and one that lists nothing usable fails alone") {
    const auto there = listing_of({"+OK 2 30\r\n", list("1 10\r\n2 20\r\n"), "-ERR what?\r\n"});
    REQUIRE(there.mails.size() == 2);
    CHECK_FALSE(there.mails[0].has_unique_id());
    CHECK(listing_of({"+OK 0 0\r\n", "-ERR no messages\r\n", "-ERR no messages\r\n"}).mails.empty());
    CHECK(listing_of({"+OK 0 0\r\n", list(""), list("")}).mails.empty());
    auto why = failure_of_listing({"+OK 2 30\r\n", list("one\r\ntwo\r\n"), list("1 a\r\n")});
    CHECK(why.code() == errc::malformed_reply);
    why = failure_of_listing({"+OK 2 30\r\n", "-ERR locked\r\n", list("1 a\r\n")});
    CHECK(why.code() == errc::refused);
    CHECK(why.verb() == "LIST");
    why = failure_of_listing({"+OK two\r\n", list("1 10\r\n"), list("1 a\r\n")});
    CHECK(why.code() == errc::malformed_reply);
    CHECK(why.verb() == "STAT");
}

TEST_CASE("a listing of which nothing is usable tells what it was, until the next one is read") {
    liar there;
    there.replies["STAT"] = "+OK 2 30\r\n";
    there.replies["LIST"] = list("one\r\ntwo\r\n");
    there.replies["UIDL"] = list("1 a\r\n");
    auto body = [&](session& session) -> awaitable<void> {
        const auto why = co_await failure_of(session.mails());
        CHECK(why.code() == errc::malformed_reply);
        const auto& told = session.remarks();
        CHECK(told.unusable_lines == std::vector<std::string>{"one", "two"});
        there.replies["LIST"] = list("1 10\r\n");
        const auto inbox = co_await session.mails();
        CHECK(inbox.size() == 1);
        CHECK(told == listing_remarks());  // by reference, and still good
    };
    play(there, body);
}

}  // namespace popline::test
