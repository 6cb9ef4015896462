// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/select.hpp>

#include "liar.hpp"

// What a server may say in STAT, LIST and UIDL, and what `mails()` makes of it.

namespace popline::test {

namespace {

struct told {
    std::string stat, list, uidl;
};

/// Whether the server says that it pipelines: LIST and UIDL leave together, or one after the other.
const std::string each_way[] = {"+OK\r\nUSER\r\nPIPELINING\r\n.\r\n", "+OK\r\nUSER\r\n.\r\n",
                                "-ERR what?\r\n"};

/// The result of mails(), and the remarks on its listing.
struct made {
    std::vector<mail> mails;
    listing_remarks remarks;
    std::vector<std::string> heard;
};

made listing_of(const told& words, const std::string& capa = each_way[0]) {
    liar there;
    there.replies["CAPA"] = capa;
    there.replies["STAT"] = words.stat;
    there.replies["LIST"] = words.list;
    there.replies["UIDL"] = words.uidl;
    there.replies["NOOP"] = "+OK still here\r\n";
    made result;
    auto body = [&](session& session) -> awaitable<void> {
        result.mails = co_await session.mails();
        result.remarks = session.remarks();
        co_await session.noop();  // after any listing, the next command gets its own reply
    };
    play(there, body);
    result.heard = there.heard;
    return result;
}

error failure_of_listing(const told& words, const std::string& capa = each_way[0]) {
    liar there;
    there.replies["CAPA"] = capa;
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
    CHECK_FALSE(there.mails[1].size());  // the lines disagree: 30 or 31
    CHECK(there.mails[2].number() == 5);
    CHECK_FALSE(there.mails[2].size());  // [R11]
    CHECK(there.mails[2].unique_id() == "e");
    CHECK(there.remarks.unusable_lines == std::vector<std::string>{"what", "-1 5"});
    CHECK(there.remarks.list_lines_set_aside == 2);
    CHECK(there.remarks.uidl_lines_set_aside == 0);
    CHECK(there.remarks.named_twice == std::vector<message_number>{3});
}

TEST_CASE("[R15][R17] a message may lack a unique-id, and unique-ids outside the RFC are kept and marked") {
    const std::string long_id(71, 'z');
    const auto there = listing_of({"+OK 5 100\r\n", list("1 1\r\n2 2\r\n3 3\r\n4 4\r\n5 5\r\n"),
                                   list("2 same\r\n3 same\r\n4 " + long_id + "\r\n5\r\n9 nobody\r\n")});
    REQUIRE(there.mails.size() == 5);
    CHECK_FALSE(there.mails[0].has_unique_id());
    CHECK(code_thrown_by([&] { return there.mails[0].unique_id(); }) == errc::no_unique_id);
    CHECK(there.mails[1].unique_id() == there.mails[2].unique_id());
    CHECK(there.mails[3].unique_id() == long_id);
    CHECK_FALSE(there.mails[4].has_unique_id());
    CHECK(there.remarks.without_message == std::vector<message_number>{9});
    const auto& odd = there.remarks.irregular_unique_id;
    for (const message_number number : {2U, 3U, 4U})
        CHECK(std::ranges::count(odd, number) == 1);
}

TEST_CASE("[R107] STAT is not asked where LIST is answered, and nothing else of an empty maildrop") {
    for (const auto& capa : each_way) {
        INFO(capa);
        const bool together = &capa == &each_way[0];
        const auto some = listing_of({"-ERR\r\n", list("1 10\r\n"), list("1 a\r\n")}, capa);
        CHECK(some.mails.size() == 1);
        CHECK(some.remarks == listing_remarks());
        CHECK(count(some.heard, "STAT") == 0);
        const auto none = listing_of({"-ERR\r\n", list(""), list("")}, capa);
        CHECK(none.mails.empty());
        CHECK(none.remarks == listing_remarks());
        CHECK(count(none.heard, "STAT") == 0);
        CHECK(count(none.heard, "UIDL") == (together ? 1 : 0));
    }
}

TEST_CASE(
    "[R107] a UIDL that is refused, empty or unreadable costs the ids, never the mail, and is remarked") {
    struct {
        std::string uidl;
        std::size_t ids;
        std::uint32_t set_aside;
        std::size_t without_id;
    } const table[] = {
        {list(""), 0, 0, 3},
        {list("+OK 1 a\r\n+OK 2 b\r\n+OK 3 c\r\n"), 3, 0, 0},
        {"+OK 1 a\r\n+OK 2 b\r\n+OK 3 c\r\n.\r\n", 2, 0, 1},  // the first is the status line
        {list("a\r\nb\r\nc\r\n"), 0, 3, 3},
        {list("1\r\n2\r\n3\r\n"), 0, 0, 0},  // empty ids: irregular
        {list("1 a\r\n1 b\r\n2 b\r\n3 c\r\n"), 2, 0, 1},
        {list("1 a\r\n2 " + std::string(5'000, 'i') + "\r\n3 c\r\n"), 2, 1, 1},
        {list("1 a \r\n2 b  \r\n3 c\t\r\n"), 3, 0, 0},
        {"-ERR [SYS/TEMP] the index is \x1b busy\r\n", 0, 0, 0},
        {"-ERR\r\n", 0, 0, 0},
    };
    for (const auto& capa : each_way)
        for (const auto& [uidl, ids, set_aside, without_id] : table) {
            INFO(capa, uidl.substr(0, 60));
            const auto there = listing_of({"-ERR\r\n", list("1 10\r\n2 20\r\n3 30\r\n"), uidl}, capa);
            REQUIRE(there.mails.size() == 3);
            CHECK(std::ranges::count_if(there.mails, &mail::has_unique_id)
                  == static_cast<std::ptrdiff_t>(ids));
            CHECK(there.remarks.uidl_lines_set_aside == set_aside);
            CHECK(there.remarks.list_lines_set_aside == 0);
            CHECK(there.remarks.without_unique_id.size() == without_id);
            CHECK(there.remarks.uidl_refused.has_value() == uidl.starts_with("-"));
            CHECK((there.remarks == listing_remarks()) == (ids == 3));
        }
    const auto refused = listing_of({"", list("1 10\r\n"), table[8].uidl}).remarks.uidl_refused;
    REQUIRE(refused.has_value());
    CHECK(refused->code == errc::temporary_failure);
    CHECK(refused->response_code == "SYS/TEMP");
    CHECK(refused->reply == "[SYS/TEMP] the index is \\x1B busy");
}

TEST_CASE(
    "[R107] a selection by id is an error where no mail has one, with the server's refusal if it said one") {
    auto all = [](std::string_view) { return true; };
    for (const auto& capa : each_way) {
        const auto said = listing_of({"", list("1 10\r\n2 20\r\n"), "-ERR [SYS/TEMP] busy\r\n"}, capa);
        for (const bool of_all : {true, false}) {
            std::optional<error> why;
            try {
                if (of_all) static_cast<void>(select(said.mails, all));
                if (!of_all) static_cast<void>(said.mails[1].unique_id());
            } catch (const error& refused) {
                why = refused;
            }
            REQUIRE(why.has_value());
            CHECK(why->code() == errc::no_unique_id);
            CHECK(why->verb() == "UIDL");
            CHECK(why->number() == (of_all ? 0 : 2));
            CHECK(why->reply() == "[SYS/TEMP] busy");
            CHECK(why->response_code() == "SYS/TEMP");
            CHECK(why->cause() == errc::temporary_failure);
        }
    }
    const auto silent = listing_of({"", list("1 10\r\n2 20\r\n"), list("")});
    CHECK_THROWS_WITH_AS(
        static_cast<void>(select(silent.mails, all)),
        "popline: UIDL: the server gave the message no unique-id (none of 2 messages has one)", error);
    const auto one_has = listing_of({"", list("1 10\r\n2 20\r\n"), list("2 b\r\n")});
    CHECK(select(one_has.mails, all).size() == 1);
    CHECK(select({}, all).empty());
}

TEST_CASE("[R108] a line of LIST that is too long is set aside and counted, and the others hold") {
    const auto endless = std::string(200'000, ' ');
    for (const auto& capa : each_way) {
        const auto there = listing_of(
            {"", list("1 10\r\n2 20" + endless + "\r\n3 30\r\nwhat\r\n"), list("1 a\r\n2 b\r\n3 c\r\n")},
            capa);
        REQUIRE(there.mails.size() == 2);
        CHECK(there.mails[1].number() == 3);
        CHECK(there.mails[1].unique_id() == "c");
        CHECK(there.remarks.list_lines_set_aside == 2);
        CHECK(there.remarks.unusable_lines == std::vector<std::string>{"what"});
        CHECK(there.remarks.without_message == std::vector<message_number>{2});
        const auto why = failure_of_listing({"", list("1 10" + endless + "\r\n"), list("1 a\r\n")}, capa);
        CHECK(why.code() == errc::malformed_reply);
        CHECK(why.verb() == "LIST");
    }
}

TEST_CASE("[R9][R18][R108] a line of CAPA that is too long costs that line alone") {
    const auto capa = "+OK\r\nUSER\r\nX-LONG " + std::string(3'000, 'x') + "\r\nPIPELINING\r\n.\r\n";
    const auto there = listing_of({"", list("1 10\r\n"), list("1 a\r\n")}, capa);
    CHECK(there.mails.size() == 1);
    liar server;
    server.replies["CAPA"] = capa;
    auto body = [](session& session) -> awaitable<void> {
        const auto known = co_await session.capabilities();
        CHECK(known.text() == "USER\nPIPELINING\n");
    };
    play(server, body);
}

TEST_CASE(
    "[R107] LIST refused: an empty maildrop is empty, and where there is mail the refusal is the reason") {
    const std::string no = "-ERR [SYS/TEMP] not \x07now\r\n";
    for (const auto& capa : each_way) {
        INFO(capa);
        for (const auto& uidl : {no, list("")}) {
            const auto empty = listing_of({"+OK 0 0\r\n", no, uidl}, capa);
            CHECK(empty.mails.empty());
            REQUIRE(empty.remarks.list_refused.has_value());
            CHECK(empty.remarks.list_refused->code == errc::temporary_failure);
            CHECK(empty.remarks.list_refused->reply == "[SYS/TEMP] not \\x07now");
        }
        for (const auto* const stat : {"+OK 3 320\r\n", "-ERR\r\n", "+OK\r\n", "+OK none\r\n"}) {
            INFO(std::string(stat));
            const auto why = failure_of_listing({stat, no, no}, capa);
            CHECK(why.code() == errc::temporary_failure);
            CHECK(why.verb() == "LIST");
            CHECK(why.response_code() == "SYS/TEMP");
        }
    }
    // STAT counts none, but UIDL names one.
    CHECK(failure_of_listing({"+OK 0 0\r\n", no, list("1 a\r\n")}).code() == errc::temporary_failure);
}

TEST_CASE("[R13] a listing of which no line is usable fails alone") {
    const auto why = failure_of_listing({"+OK 2 30\r\n", list("one\r\ntwo\r\n"), list("1 a\r\n")});
    CHECK(why.code() == errc::malformed_reply);
    CHECK(why.verb() == "LIST");
}

TEST_CASE("a listing of which nothing is usable leaves remarks, until the next listing is read") {
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
        CHECK(told == listing_remarks());  // the reference is still valid
    };
    play(there, body);
}

}  // namespace popline::test
