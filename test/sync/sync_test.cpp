// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/steady_timer.hpp>
#include <popline/sync/sync.hpp>

#include "session/liar.hpp"
#include "sync/relays.hpp"

namespace popline::test {

namespace {

std::size_t count_of(const std::vector<std::string>& transcript, std::string_view verb) {
    return static_cast<std::size_t>(std::count_if(transcript.begin(), transcript.end(),
                                                  [&](const auto& line) { return line.starts_with(verb); }));
}

}  // namespace

TEST_CASE("[R79] a message is durable, then recorded, then deleted, then committed") {
    stage there;
    there.add("abc");
    there.how.delete_after = std::chrono::seconds(0);
    std::size_t deleted_before_record = 0;
    there.ledger.on_record = [&]() -> awaitable<void> {
        deleted_before_record += count_of(there.server.transcript(), "DELE");
        co_return;
    };
    const auto result = there.run();
    CHECK(result.is_complete());
    CHECK(words_of(result) == std::vector<std::string>{"a stored", "b stored", "c stored"});
    CHECK(there.diary == diary{"open a", "open b", "open c", "flush a b c", "record a b c", "deleted a b c"});
    CHECK(deleted_before_record == 0);
    CHECK(there.server.messages().empty());
    REQUIRE(result.commits.size() == 1);
    CHECK(result.commits[0].how == commit_outcome::confirmed);
    CHECK(result.commits[0].deletions == 3);
    CHECK(there.delivery.stored
          == std::vector{stage::text_of('a'), stage::text_of('b'), stage::text_of('c')});
}

TEST_CASE("[R79] no DELE is sent while the ledger records, even if other commands are") {
    stage there;
    there.add("abcdefgh");
    there.how.group.messages = 2;
    there.how.delete_after = std::chrono::seconds(0);
    std::size_t recorded = 0, marked = 0;
    const auto count = [&marked](const trace_event& event) {
        if (event.what == trace_event::kind::sent && event.line.starts_with("DELE")) ++marked;
    };
    // Meanwhile the next group is received, so a DELE of this one would leave before the last RETR.
    there.ledger.on_record = [&]() -> awaitable<void> {
        while (count_of(there.server.transcript(), "RETR") < std::min<std::size_t>(recorded + 5, 8))
            co_await turn();
        CHECK(marked <= recorded);
        recorded += 2;
    };
    CHECK(there.run(there.plain().pipelining(pipelining::off()).trace(count)).is_complete());
    CHECK(marked == 8);
    CHECK(there.server.messages().empty());
}

TEST_CASE("a second run retrieves only what is new, and asks for the rest of the server's mail not at all") {
    stage there;
    there.add("ab");
    CHECK(words_of(there.run()) == std::vector<std::string>{"a stored", "b stored"});
    there.add("c");
    there.diary.clear();
    const auto result = there.run();
    CHECK(words_of(result) == std::vector<std::string>{"c stored"});
    CHECK(result.known == 2);
    CHECK(there.diary == diary{"open c", "flush c", "record c"});
    CHECK(count_of(there.server.transcript(), "RETR") == 1);
    CHECK(there.server.messages().size() == 3);
}

TEST_CASE("a run that deletes nothing does not wait for the reply to QUIT, and one that deletes does") {
    stage there;
    there.add("ab");
    CHECK(there.run().is_complete());
    const auto poll = there.run();
    CHECK(poll.is_complete());
    CHECK(there.server.transcript().back() == "QUIT");
    CHECK(there.server.messages().size() == 2);
    // The same, and [DELE DELE], and QUIT.
    there.how.delete_after = std::chrono::seconds(0);
    const auto deleting = there.run();
    REQUIRE(deleting.commits.size() == 1);
    CHECK(deleting.commits[0].how == commit_outcome::confirmed);
    CHECK(there.server.messages().empty());
    CHECK(deleting.traffic.round_trips == poll.traffic.round_trips + 2);
    CHECK(there.run().traffic.round_trips == poll.traffic.round_trips);
}

TEST_CASE("a run whose deletions are all refused waits for the reply to QUIT, and tells of them") {
    stage there;
    there.add("a");
    CHECK(there.run().is_complete());
    there.server.refuse("DELE", 1, "locked");
    there.how.delete_after = std::chrono::seconds(0);
    const auto result = there.run();
    REQUIRE(result.commits.size() == 1);
    CHECK(result.commits[0].refused == 1);
    CHECK(result.commits[0].deletions == 0);
    CHECK(result.commits[0].how == commit_outcome::confirmed);
    CHECK(there.server.messages().size() == 1);
}

TEST_CASE("a group ends by its number of messages, by its bytes, and with the session") {
    struct row {
        group_limits limits;
        std::vector<std::string> flushes;
    };
    const row table[] = {
        {{2, 1'000'000, std::chrono::hours(1)}, {"flush a b", "flush c d", "flush e"}},
        {{100, 2 * stage::text_of('a').size(), std::chrono::hours(1)}, {"flush a b", "flush c d", "flush e"}},
        {{100, 1'000'000, std::chrono::hours(1)}, {"flush a b c d e"}},
    };
    for (const auto& one : table) {
        stage there;
        there.add("abcde");
        there.how.group = one.limits;
        CHECK(there.run().is_complete());
        diary flushes;
        for (const auto& line : there.diary)
            if (line.starts_with("flush")) flushes.push_back(line);
        CHECK(flushes == one.flushes);
    }
}

TEST_CASE("the next group is received while a flush runs, and a third group waits for it") {
    stage there;
    there.add("abcdefgh");
    there.how.group.messages = 2;
    bool held = true;
    there.delivery.on_flush = [&]() -> awaitable<void> {
        // The first flush goes on only after the second group is whole.
        while (std::exchange(held, false))
            while (std::count_if(there.diary.begin(), there.diary.end(),
                                 [](const auto& line) { return line.starts_with("open"); })
                   < 4)
                co_await turn();
        for (int times = 0; times < 100; ++times)
            co_await turn();
    };
    CHECK(there.run().is_complete());
    CHECK(there.diary
          == diary{"open a", "open b", "flush a b", "open c", "open d", "record a b", "flush c d", "open e",
                   "open f", "record c d", "flush e f", "open g", "open h", "record e f", "flush g h",
                   "record g h"});
}

TEST_CASE("a message that the server refuses, and one that cannot be stored, do not stop the others") {
    stage there;
    there.add("abcd");
    there.how.delete_after = std::chrono::seconds(0);
    there.server.refuse("RETR", 2, "[SYS/PERM] rotten");
    there.delivery.on_result = [](const received_item& one) {
        delivery_result made{delivered::stored, {}, {}, {}};
        if (one.item.unique_id == "c") made = {delivered::rejected, {}, {}, "no such recipient"};
        return made;
    };
    const auto result = there.run();
    CHECK_FALSE(result.is_complete());
    CHECK_FALSE(result.failure);
    CHECK(words_of(result) == std::vector<std::string>{"a stored", "b refused", "c rejected", "d stored"});
    CHECK(there.server.unique_ids() == std::vector<std::string>{"b", "c"});
    CHECK(result.messages[2].words == "no such recipient");
}

TEST_CASE("a flush that throws ends the run: nothing of its group is recorded or deleted") {
    stage there;
    there.add("abcd");
    there.how.group.messages = 2;
    there.how.delete_after = std::chrono::seconds(0);
    int flushes = 0;
    there.delivery.on_flush = [&]() -> awaitable<void> {
        if (++flushes == 2) throw std::runtime_error("disk gone");
        co_return;
    };
    const auto result = there.run();
    CHECK(code_of(result.failure) == errc::foreign_exception);
    CHECK(words_of(result) == std::vector<std::string>{"a stored", "b stored", "c not tried", "d not tried"});
    CHECK(there.ledger.known.size() == 2);
    CHECK(there.server.messages().size() == 4);  // without QUIT nothing is deleted
    CHECK(result.sessions == 1);
}

TEST_CASE("[R110] what came whole before the connection was lost is kept, and another session goes on") {
    stage there;
    there.server.add(std::string(50'000, 'x') + "\r\n", "a");
    there.server.add(std::string(50'000, 'y') + "\r\n", "b");
    there.server.close_after(70'000);
    there.ledger.on_record = [&]() -> awaitable<void> {
        there.server.heal();
        co_return;
    };
    const auto result = there.run();
    CHECK(result.is_complete());
    CHECK(result.sessions == 2);
    CHECK(there.diary == diary{"open a", "open b", "flush a", "record a", "open b", "flush b", "record b"});
    CHECK(there.delivery.stored.size() == 2);
}

TEST_CASE("[R110] a server that breaks pipelining is used with one command at a time, also by the next run") {
    stage there;
    there.add("abcdef");
    there.server.break_pipelining();
    there.patience = std::chrono::milliseconds(200);
    const auto result = there.run();
    CHECK(result.is_complete());
    CHECK(result.sessions == 2);
    CHECK(there.delivery.stored.size() == 6);
    CHECK(there.ledger.facts == "breaks-pipelining");
    there.add("g");
    CHECK(there.run().sessions == 1);
}

TEST_CASE("a run that finds 90 % of the unique-ids replaced stops before it retrieves") {
    stage there;
    there.add("abcdefghij");
    CHECK(there.run().is_complete());
    stage other;
    other.ledger.known = there.ledger.known;
    other.add("ABCDEFGHIj");
    const auto result = other.run();
    CHECK(code_of(result.failure) == errc::unique_ids_replaced);
    CHECK(other.diary.empty());
    other.how.accepts_new_ids = true;
    CHECK(other.run().is_complete());
    CHECK(other.delivery.stored.size() == 9);
}

TEST_CASE("a message is deleted a given time after it was stored, and forgotten when no listing has it") {
    stage there;
    there.add("ab");
    there.how.delete_after = std::chrono::hours(24);
    CHECK(there.run().commits.empty());
    there.now += std::chrono::hours(23);
    there.add("c");
    CHECK(there.run().commits.empty());
    there.now += std::chrono::hours(1);
    there.diary.clear();
    CHECK(there.run().commits.at(0).deletions == 2);
    CHECK(there.diary == diary{"deleted a b"});
    CHECK(there.server.unique_ids() == std::vector<std::string>{"c"});
    there.diary.clear();
    CHECK(there.run().is_complete());
    CHECK(there.diary == diary{"forget a b"});
}

TEST_CASE("only the newest messages are kept on the server, by number or by bytes") {
    const auto size = stage::text_of('a').size();
    for (const auto by_bytes : {false, true}) {
        CAPTURE(by_bytes);
        stage there;
        there.add("abcde");
        if (by_bytes)
            there.how.keep_newest_bytes = 2 * size + 1;
        else
            there.how.keep_newest = 2;
        CHECK(there.run().is_complete());
        CHECK(there.server.unique_ids() == std::vector<std::string>{"d", "e"});
        CHECK(there.delivery.stored.size() == 5);
    }
}

TEST_CASE("a message above the size limit is an outcome, also if LIST gave a smaller size") {
    stage there;
    there.add("a");
    there.server.add(std::string(5'000, 'x') + "\r\n", "b");
    there.server.add(std::string(5'000, 'y') + "\r\n", "c");
    there.add("d");
    there.server.lie_in_list(3, 10);
    there.how.message_bytes = 1'000;
    const auto result = there.run();
    CHECK(result.is_complete());
    CHECK(words_of(result) == std::vector<std::string>{"a stored", "b too large", "c too large", "d stored"});
}

TEST_CASE("the header decides which messages are retrieved") {
    stage there;
    there.add("abc");
    there.how.wants = [](const sync_candidate&, std::string_view beginning) {
        return beginning.find("bbb") == beginning.npos;
    };
    CHECK(words_of(there.run()) == std::vector<std::string>{"a stored", "b not wanted", "c stored"});
    CHECK(count_of(there.server.transcript(), "RETR") == 2);
}

TEST_CASE(
    "[R101] a message whose beginning is too large to be compared is retrieved, and keeps no other from "
    "coming") {
    for (const bool ends_session : {false, true}) {
        CAPTURE(ends_session);
        stage there;
        there.add("a");
        there.server.add(std::string(100'000, 'b') + "\r\n", "b");
        there.add("c");
        auto bounds = there.plain().limits();
        bounds.message_in_memory_bytes = 1'000;
        if (ends_session) bounds.drain_bytes = 1'000;
        there.how.wants = [](const sync_candidate&, std::string_view) { return true; };
        const auto result = there.run(there.plain().limits(bounds));
        CHECK(words_of(result)
              == std::vector<std::string>{"a stored", ends_session ? "b failed" : "b stored", "c stored"});
    }
}

TEST_CASE("only the messages for which the policy asks are previewed, with as many lines as it says") {
    stage there;
    there.add("abc");
    there.how.preview_lines = 1;
    there.how.previews = [](const sync_candidate& one) { return one.unique_id != "a"; };
    there.how.wants = [](const sync_candidate& one, std::string_view beginning) {
        CHECK(one.octets == beginning.size());
        CHECK(beginning == stage::text_of(one.unique_id.front()));
        return one.number != 2;
    };
    CHECK(words_of(there.run()) == std::vector<std::string>{"a stored", "b not wanted", "c stored"});
    CHECK(count_of(there.server.transcript(), "TOP") == 2);
    CHECK(count_of(there.server.transcript(), "TOP 1") == 0);
}

TEST_CASE("a run is about the messages that the policy selects: it leaves all others as they are") {
    stage there;
    there.add("abcd");
    there.run();
    there.add("efgh");
    std::vector<std::string> seen;
    there.how.selects = [&](const sync_candidate& one) {
        seen.push_back(std::to_string(one.number) + (one.stored_at ? " known" : " new"));
        return one.number % 2 == 0;
    };
    there.how.delete_after = std::chrono::seconds(0);
    there.how.message_bytes = 1'000;
    const auto result = there.run();
    CHECK(seen
          == std::vector<std::string>{"1 known", "2 known", "3 known", "4 known", "5 new", "6 new", "7 new",
                                      "8 new"});
    CHECK(words_of(result) == std::vector<std::string>{"f stored", "h stored"});
    CHECK(result.is_complete());
    CHECK(there.server.unique_ids() == std::vector<std::string>{"a", "c", "e", "g"});
    there.how.message_bytes = 1;
    CHECK(words_of(there.run()) == std::vector<std::string>{"g too large"});  // the fourth one now
}

TEST_CASE("a selection holds in all sessions of a run, though the numbers change between them") {
    stage there;
    there.add("abcdef");
    there.how.commit_every = 1;
    there.how.delete_after = std::chrono::seconds(0);
    there.how.selects = [](const sync_candidate& one) { return one.number == 2 || one.number == 4; };
    const auto result = there.run();
    CHECK(words_of(result) == std::vector<std::string>{"b stored", "d stored"});
    CHECK(there.server.unique_ids() == std::vector<std::string>{"a", "c", "e", "f"});
}

TEST_CASE("a message without a unique-id is not selected by a number of a later session") {
    stage there(testing::options().without(testing::capability::uidl));
    there.add("abcd");
    there.how.commit_every = 1;
    there.how.delete_after = std::chrono::seconds(0);
    there.how.selects = [](const sync_candidate& one) { return one.number <= 2; };
    const auto result = there.run();
    CHECK_FALSE(result.is_complete());
    CHECK(there.server.messages()
          == std::vector<std::string>{stage::text_of('b'), stage::text_of('c'), stage::text_of('d')});
}

TEST_CASE("a run may end at once if its first session does not get to the listing") {
    stage there;
    there.add("ab");
    there.how.retry.before_first_listing = 1;
    there.server.refuse("AUTH", 0, "[IN-USE] busy");
    CHECK(there.run().sessions == 1);
    there.server.heal();
    killer server(there, 'a');
    const auto result = there.run(server.where());
    CHECK(words_of(result) == std::vector<std::string>{"a failed", "b stored"});
}

TEST_CASE(
    "[R102] a deletion that the server refuses is told with the commit, for new and for known messages") {
    stage there;
    there.add("abc");
    there.server.refuse("DELE", 2, "[SYS/PERM] not this one");
    there.how.delete_after = std::chrono::seconds(0);
    for (int run = 0; run < 2; ++run) {
        const auto result = there.run();
        REQUIRE(result.commits.size() == 1);
        CHECK(result.commits[0].how == commit_outcome::confirmed);
        CHECK(result.commits[0].deletions == (run == 0 ? 2 : 0));
        CHECK(result.commits[0].refused == 1);
        CHECK(result.commits[0].words.find("not this one") != std::string::npos);
        CHECK(there.server.unique_ids() == std::vector<std::string>{"b"});
        there.server.heal();
        there.server.refuse("DELE", 1, "[SYS/PERM] not this one");
    }
}

TEST_CASE("[R102] what is stored is deleted, though the server lets no further message through") {
    stage there;
    for (const std::string name : {"a", "b", "c", "d"})
        there.server.add(std::string(10'000, 'x') + "\r\n", name);
    there.how.delete_after = std::chrono::seconds(0);
    there.how.group.messages = 1;
    there.how.retry.sessions = 3;
    there.server.close_after(13'000);  // a listing, one message, and a part of another one
    there.delivery.on_flush = [&]() -> awaitable<void> {
        there.server.close_after(2'000);  // a listing, and a part of a message
        co_return;
    };
    CHECK(there.run(there.plain().pipelining(pipelining::off())).failure);
    const auto left = there.server.unique_ids();
    REQUIRE_FALSE(left.empty());
    CHECK(left.front() != "a");
}

TEST_CASE("[R110] a reply in place of a message is not stored as one, nor are the messages after it") {
    liar there;
    there.replies["LIST"] = "+OK\r\n1 40\r\n2 40\r\n.\r\n";
    there.replies["UIDL"] = "+OK\r\n1 a\r\n2 b\r\n.\r\n";
    there.replies["STAT"] = "+OK 2 80\r\n";
    there.replies["RETR"] = "+OK\r\n-ERR expunged\r\n+OK\r\nSubject: b\r\n\r\n.\r\n";
    diary notes;
    noted_ledger book(notes);
    noted_delivery to(notes);
    const account user("user@test", there.where(), known_user());
    sync_policy how;
    how.retry.sessions = 1;
    sync_result result;
    auto body = [&]() -> awaitable<void> { result = co_await sync(user, book, to, how); };
    play(there.context, body);
    CHECK(code_of(result.failure) == errc::unexpected_reply);
    CHECK(to.stored.empty());
    CHECK(book.known.size() == 0);
}

TEST_CASE("an outcome has the bytes that came") {
    stage there;
    there.add("ab");
    const auto bytes = stage::text_of('a').size();
    for (const auto& one : there.run().messages)
        CHECK(one.bytes == bytes);
    there.server.refuse("RETR", 1, "no");
    there.ledger.known = {};
    const auto result = there.run();
    CHECK(result.messages.at(0).bytes == 0);
    CHECK(result.messages.at(1).bytes == bytes);
}

TEST_CASE("a run retrieves as many messages as it may, the newest first if that is wanted") {
    stage there;
    there.add("abcde");
    there.how.per_run = 2;
    CHECK(words_of(there.run())
          == std::vector<std::string>{"a stored", "b stored", "c not tried", "d not tried", "e not tried"});
    there.how.newest_first = true;
    there.diary.clear();
    CHECK_FALSE(there.run().is_complete());
    CHECK(there.diary == diary{"open e", "open d", "flush e d", "record e d"});
}

TEST_CASE("[R100] messages that are refused, too large, not wanted or not stored leave the run to others") {
    stage there;
    there.add("ab");
    there.server.add("Subject: large\r\n\r\n" + std::string(5'000, 'x') + "\r\n", "c");
    there.add("defg");
    there.server.refuse("RETR", 1, "[SYS/PERM] rotten");
    there.server.lie_in_list(3, 10);
    there.how.per_run = 2;
    there.how.message_bytes = 1'000;
    there.how.wants = [](const sync_candidate&, std::string_view header) {
        return header.find("bbb") == header.npos;
    };
    there.delivery.on_result = [](const received_item& one) {
        const bool fails = one.item.unique_id == "d";
        return delivery_result{fails ? delivered::failed : delivered::stored, {}, {}, {}};
    };
    CHECK(words_of(there.run())
          == std::vector<std::string>{"a refused", "b not wanted", "c too large", "d failed", "e stored",
                                      "f stored", "g not tried"});
}

TEST_CASE("[R101] a message that ends the session each time leaves its place in the run to others") {
    stage there;
    there.add("abc");
    killer between(there, 'a');
    there.how.per_run = 1;
    CHECK(words_of(there.run(between.where()))
          == std::vector<std::string>{"a failed", "b stored", "c not tried"});
}

TEST_CASE("[R79] of two messages with one unique-id and one size, none is deleted for the other") {
    stage there;
    const auto twin = [](char name) { return stage::text_of(name); };
    there.server.add(twin('x'), "a").add(twin('y'), "a");
    there.how.per_run = 1;
    there.how.newest_first = true;
    CHECK_FALSE(there.run().is_complete());  // only the second one is stored
    there.how.per_run = SIZE_MAX;
    there.how.delete_after = std::chrono::seconds(0);
    CHECK(there.run().is_complete());
    CHECK(there.delivery.stored == std::vector{twin('y'), twin('x')});
    CHECK(there.server.messages().empty());
}

TEST_CASE(
    "[R79] a message is not taken for one with its unique-id and size whose deletion was not confirmed") {
    stage there;
    const auto twin = [](char name) { return stage::text_of(name); };
    there.server.add(twin('x'), "a").add(twin('y'), "a");
    bool is_leaving = false;
    int lost = 0;
    const relay between(there, [&](std::string given, sender from) {
        if (from == sender::client && given.find("QUIT") != given.npos) is_leaving = true;
        if (from == sender::client || !is_leaving || lost > 0) return relay::passed{std::move(given)};
        ++lost;  // the server has deleted the first one, and nobody hears of it
        return relay::passed{"", ""};
    });
    there.how.delete_after = std::chrono::seconds(0);
    there.how.commit_every = 1;
    const auto where = between.where().pipelining(pipelining::off());
    CHECK_FALSE(there.run(where).is_complete());
    CHECK(lost == 1);
    CHECK(there.server.messages().size() == 1);
    CHECK(there.run(where).is_complete());
    CHECK(there.delivery.stored == std::vector{twin('x'), twin('y')});
    CHECK(there.server.messages().empty());
}

TEST_CASE("[R102] deletions are committed at intervals, each in a session of its own") {
    stage there;
    there.add("abcde");
    there.how.delete_after = std::chrono::seconds(0);
    there.how.commit_every = 2;
    const auto result = there.run();
    CHECK(result.is_complete());
    CHECK(result.sessions == 3);
    CHECK(result.commits.size() == 3);
    CHECK(there.server.messages().empty());
}

TEST_CASE("what earlier runs stored is counted, also if the first session ends before its listing") {
    stage there;
    there.add("ab");
    CHECK(there.run().known == 0);
    there.add("c");
    there.server.refuse_nth("AUTH", 1, "[IN-USE] in use");
    const auto result = there.run();
    CHECK(result.sessions == 2);
    CHECK(result.known == 2);
}

TEST_CASE("what is stored long after its session began is deleted at once, too") {
    stage there;
    there.add("ab");
    there.how.delete_after = std::chrono::seconds(0);
    there.how.clock = [&there] { return there.now += std::chrono::seconds(1); };
    CHECK(there.run().is_complete());
    CHECK(there.server.messages().empty());
}

TEST_CASE(
    "[R100] each of several messages with one unique-id is stored, also after the others were deleted") {
    stage there;
    there.how.delete_after = std::chrono::seconds(0);
    for (const std::size_t most : {1, 2, 3, 4}) {
        CAPTURE(most);
        there.how.commit_every = most;
        for (const auto* const text : {"a 1\r\n", "a 2\r\n", "a 33\r\n", "a 4\r\n", "b\r\n"})
            there.server.add(text + std::to_string(most) + "\r\n", text[0] == 'a' ? "same" : "b");
        there.delivery.stored.clear();
        const auto result = there.run();
        CHECK(result.is_complete());
        CHECK(result.messages.size() == 5);
        CHECK(there.delivery.stored.size() == 5);
        CHECK(there.server.messages().empty());
    }
}

TEST_CASE("messages without unique-ids are stored by the sessions that follow a commit, too") {
    stage there(testing::options().without(testing::capability::uidl));
    there.add("abcde");
    there.how.delete_after = std::chrono::seconds(0);
    there.how.commit_every = 2;
    const auto result = there.run();
    CHECK(result.is_complete());
    CHECK(result.messages.size() == 5);
    CHECK(there.delivery.stored.size() == 5);
    CHECK(there.server.messages().empty());
}

TEST_CASE("a LOGIN-DELAY forbids further sessions, so the deletions are committed once") {
    stage there(testing::options().announce("LOGIN-DELAY 60"));
    there.add("abcde");
    there.how.delete_after = std::chrono::seconds(0);
    there.how.commit_every = 2;
    const auto result = there.run();
    CHECK(result.is_complete());
    CHECK(result.sessions == 1);
    CHECK(there.server.messages().empty());
}

TEST_CASE("no wait between sessions is shorter than the LOGIN-DELAY") {
    for (const auto* const announced : {"LOGIN-DELAY 60", "LOGIN-DELAY 60 USER"}) {
        CAPTURE(announced);
        stage there(testing::options().announce(announced));
        there.add("ab");
        std::chrono::steady_clock::duration wait{};
        there.how.watch = [&](const sync_progress& now) {
            if (!now.next_attempt) return;
            wait = *now.next_attempt - std::chrono::steady_clock::now();
            throw std::runtime_error("this test does not wait");
        };
        killer server(there, 'b');
        CHECK(there.run(server.where()).failure);
        CHECK(wait > std::chrono::seconds(50));
        CHECK(wait <= std::chrono::seconds(60));
    }
}

TEST_CASE("[R101] a server that takes back each QUIT does not keep a run from ending") {
    stage there;
    there.add("abcdef");
    there.server.refuse("QUIT", 0, "not now");
    there.how.delete_after = std::chrono::seconds(0);
    there.how.commit_every = 1;
    const auto result = there.run();
    CHECK(code_of(result.failure) == errc::commit_refused);
    CHECK(there.delivery.stored.size() == 6);
    CHECK(result.sessions <= 6 + there.how.retry.sessions);
    CHECK(there.server.messages().size() == 6);
}

TEST_CASE("[R101] a server that confirms deletions and keeps the messages does not keep a run from ending") {
    stage there;
    there.add("abcdef");
    there.how.delete_after = std::chrono::seconds(0);
    there.how.commit_every = 2;
    std::size_t commits = 0;
    there.ledger.on_deleted = [&](const std::vector<stored_key>& keys) {
        if (++commits > 20) throw std::runtime_error("the run does not end");
        for (const auto& key : keys)
            there.server.add(stage::text_of(key.unique_id.front()), key.unique_id);
    };
    const auto result = there.run();
    CHECK(commits <= 6);
    CHECK(there.delivery.stored.size() == 6);
    CHECK(there.server.messages().size() == 6);
}

TEST_CASE("what fails at the destination is not learnt as a fault of the server") {
    for (const auto failure : {errc::malformed_reply, errc::closed, errc::reply_timed_out}) {
        CAPTURE(failure);
        stage there;
        there.add("abcdefghijklmnopqrstuvwxyz");
        there.how.group.messages = 1;
        there.delivery.on_result = [failure](const received_item&) {
            return delivery_result{delivered::failed, {}, failure, "the destination has a fault"};
        };
        const auto result = there.run();
        CHECK(code_of(result.failure) == failure);
        CHECK(result.sessions == 1);
        CHECK(there.ledger.facts.find("pipelining") == std::string::npos);
        CHECK(there.ledger.facts.find("cuts") == std::string::npos);
    }
}

TEST_CASE("sessions that only delete, or only look at headers, do not count as failures") {
    stage there;
    there.add("abcdefghij");
    there.how.retry = {.sessions = 2, .first = std::chrono::hours(1)};  // a wait would show
    SUBCASE("known messages are deleted one by one") {
        CHECK(there.run().is_complete());
        there.how.delete_after = std::chrono::seconds(0);
        there.how.commit_every = 1;
        const auto result = there.run();
        CHECK_FALSE(result.failure);
        CHECK(result.commits.size() == 10);
        CHECK(there.server.messages().empty());
    }
    SUBCASE("no header is wanted") {
        there.how.delete_after = std::chrono::seconds(0);
        there.how.commit_every = 1;
        there.how.wants = [](const sync_candidate&, std::string_view) { return false; };
        const auto result = there.run();
        CHECK_FALSE(result.failure);
        CHECK(words_of(result).size() == 10);
        CHECK(result.is_complete());
    }
}

TEST_CASE("if the LOGIN-DELAY is longer than a run waits, the run ends at its first failure") {
    for (const auto* const announced :
         {"LOGIN-DELAY 900", "LOGIN-DELAY 4294967295", "LOGIN-DELAY 99999999999999"}) {
        CAPTURE(announced);
        stage there(testing::options().announce(announced));
        there.add("ab");
        killer server(there, 'b');
        const auto result = there.run(server.where());
        CHECK(code_of(result.failure) == condition::closed);
        CHECK(result.sessions == 1);
        CHECK(there.delivery.stored.size() == 1);
    }
}

TEST_CASE("that a server does not know CAPA is kept") {
    for (const bool knows : {true, false}) {
        CAPTURE(knows);
        stage there(knows ? testing::options() : testing::options().without(testing::capability::capa));
        there.add("a");
        CHECK(there.run().is_complete());
        CHECK((there.ledger.facts.find("refuses-capa") == std::string::npos) == knows);
    }
}

TEST_CASE("if LIST names other sizes for three stored messages, sizes say nothing in later runs") {
    struct row {
        std::size_t resized;
        bool is_used_again;  // whether an id now names another message
        bool learns;
    };
    for (const row& one : {row{2, false, false}, row{3, false, true}, row{3, true, false}}) {
        CAPTURE(one.resized);
        CAPTURE(one.is_used_again);
        stage there;
        there.add("abcd");
        CHECK(there.run().is_complete());
        const auto change = [&](char name, bool content) {
            auto stored = there.ledger.known.find(std::string(1, name)).front();
            there.ledger.known.remove({stored.unique_id, stored.digest});
            *stored.listed_octets += 1;
            if (content) stored.digest[0] ^= 1;
            there.ledger.known.add(stored);
        };
        for (std::size_t at = 0; at < one.resized; ++at)
            change("abc"[at], false);
        if (one.is_used_again) change('d', true);
        CHECK(there.run().is_complete());
        CHECK((there.ledger.facts.find("lists-wrong-sizes") != std::string::npos) == one.learns);
        change('a', false);
        CHECK(there.run().messages.size() == (one.learns ? 0 : 1));
    }
}

TEST_CASE("[R108] a line of LIST that cannot be read is told, and the other messages are stored") {
    liar there;
    there.replies["LIST"] = "+OK\r\n1 10\r\nsecond 10\r\n.\r\n";
    there.replies["UIDL"] = "+OK\r\n1 a\r\n2 b\r\n.\r\n";
    there.replies["RETR 1"] = "+OK\r\nA: 1\r\n\r\n.\r\n";
    diary notes;
    noted_ledger book(notes);
    noted_delivery to(notes);
    for (const auto* const id : {"b", "gone"}) {
        stored_message known;
        known.unique_id = id;
        book.known.add(known);
    }
    const account user("user@test", there.where(), known_user());
    sync_result result;
    auto body = [&]() -> awaitable<void> { result = co_await sync(user, book, to); };
    play(there.context, body);
    CHECK_FALSE(result.failure);
    CHECK_FALSE(result.is_complete());
    CHECK(result.remarks.list_lines_set_aside == 1);
    CHECK(words_of(result) == std::vector<std::string>{"a stored"});
    CHECK(count_in(notes, "forget") == 0);  // `b` may still be there
}

TEST_CASE("without unique-ids a run gets past the messages that earlier runs stored") {
    stage there(testing::options().without(testing::capability::uidl));
    there.add("ab");
    there.how.per_run = 1;
    CHECK(there.run().is_complete());
    there.add("c");
    CHECK(words_of(there.run()) == std::vector<std::string>{" existing", " existing", " stored"});
}

TEST_CASE("without unique-ids and with sizes that change in each session, a run ends") {
    stage there(testing::options().without(testing::capability::uidl));
    there.add("abc");
    there.how.delete_after = std::chrono::hours(1);
    there.how.commit_every = 1;
    std::uint64_t size = 1'000;
    there.how.clock = [&]() {
        there.server.lie_in_list(0, ++size);
        if (size > 1'200) throw std::runtime_error("the run does not end");
        return there.now;
    };
    const auto result = there.run();
    CHECK_FALSE(result.failure);
    CHECK(result.sessions < 20);
    CHECK(there.delivery.stored.size() == 3);
}

TEST_CASE("[R110] a message whose dots the server does not double fails, and is neither stored nor deleted") {
    // What comes behind the lone dot may look like replies.
    const std::string rests[] = {"more\r\n", "+OK 1\r\n", "-ERR no\r\n", std::string(20'000, 'x') + "\r\n"};
    for (const bool pipelines : {true, false})
        for (const auto& rest : rests)
            for (const std::string victims : {"a", "c", "bc"}) {
                CAPTURE(pipelines);
                CAPTURE(rest.substr(0, 10));
                CAPTURE(victims);
                stage there(pipelines ? testing::options()
                                      : testing::options().without(testing::capability::pipelining));
                for (const char name : std::string("abc")) {
                    const bool is_victim = victims.find(name) != victims.npos;
                    there.server.add(stage::text_of(name) + (is_victim ? ".\r\n" + rest : ""),
                                     std::string(1, name));
                }
                undoubler server(there);
                there.how.delete_after = std::chrono::seconds(0);
                const auto first = there.run(server.where());
                CHECK_FALSE(first.is_complete());
                for (const auto& word : words_of(first))
                    CHECK(word.substr(1) == (victims.find(word[0]) != victims.npos ? " failed" : " stored"));
                CHECK(there.server.messages().size() == victims.size());
                for (const auto& text : there.delivery.stored)
                    CHECK(text == stage::text_of(text[std::string("Subject: ").size()]));
                // Nor does a later run take it for a stored one.
                static_cast<void>(there.run(server.where()));
                CHECK(there.server.messages().size() == victims.size());
                CHECK(there.delivery.stored.size() == 3 - victims.size());
            }
}

TEST_CASE(
    "[R110] if the connection is lost behind a false end, at any byte, the message is not stored in part") {
    for (std::size_t more = 0; more <= 16; ++more) {
        CAPTURE(more);
        stage there;
        there.server.add(stage::text_of('a') + ".\r\nthe rest\r\n", "a");
        there.add("b");
        bool is_cut = false;
        const auto change = [&](std::string given, sender from) -> relay::passed {
            if (from == sender::server) given = undoubler::without_second_dots(std::move(given));
            const auto end = given.find("\r\n.\r\nthe rest");
            if (end == given.npos || std::exchange(is_cut, true)) return {std::move(given)};
            return {given.substr(0, end + 5 + more), std::string()};
        };
        relay server(there, change);
        there.how.delete_after = std::chrono::seconds(0);
        const auto made = there.run(server.where());
        CHECK(is_cut);
        CHECK(words_of(made) == std::vector<std::string>{"a failed", "b stored"});
        CHECK(there.delivery.stored == std::vector<std::string>{stage::text_of('b')});
        CHECK(there.server.unique_ids() == std::vector<std::string>{"a"});
    }
}

TEST_CASE(
    "[R110] a message that is smaller than LIST says is stored although each session is cut behind it") {
    stage there;
    there.add("a");
    there.how.delete_after = std::chrono::seconds(0);
    const auto change = [&](std::string given, sender from) -> relay::passed {
        const std::string listed = "\r\n1 ";
        if (const auto at = given.find(listed);
            from == sender::server && at != given.npos && given[at + 4] != 'a')
            given.insert(at + listed.size(), "9");
        const auto end = given.find("body\r\n.\r\n");
        if (from == sender::client || end == given.npos) return {std::move(given)};
        return {given.substr(0, end + 9), std::string()};
    };
    relay server(there, change);
    CHECK(there.run(server.where()).messages.size() == 1);
    CHECK(there.delivery.stored == std::vector<std::string>{stage::text_of('a')});
}

TEST_CASE("[R100] two messages that share a unique-id are both stored, and known in the next run") {
    stage there;
    there.server.add(stage::text_of('x'), "a").add(stage::text_of('y') + "longer\r\n", "a");
    CHECK(words_of(there.run()) == std::vector<std::string>{"a stored", "a stored"});
    there.diary.clear();
    const auto again = there.run();
    CHECK(again.messages.empty());
    CHECK(again.known == 2);
    there.server.add("third\r\n", "a");
    CHECK(words_of(there.run()) == std::vector<std::string>{"a stored"});
    CHECK(there.delivery.stored.size() == 3);
}

TEST_CASE("a unique-id that names another message later is retrieved again, unless sizes are unreliable") {
    stage first;
    first.add("a");
    CHECK(first.run().is_complete());
    stage there;
    there.ledger.known = first.ledger.known;
    there.server.add("another message\r\n", "a");
    SUBCASE("another size means another message") {
        CHECK(words_of(there.run()) == std::vector<std::string>{"a stored"});
    }
    SUBCASE("the sizes of this server say nothing") {
        there.ledger.facts = "lists-wrong-sizes";
        CHECK(there.run().messages.empty());
    }
}

TEST_CASE("[R102] doubtful messages come after new ones") {
    stage first;
    first.add("a");
    CHECK(first.run().is_complete());
    stage there;
    there.ledger.known = first.ledger.known;
    there.server.add("another message\r\n", "a");
    there.add("b");
    CHECK(there.run().is_complete());
    CHECK(there.diary == diary{"open b", "open a", "flush b a", "record b a"});
}

TEST_CASE("without UIDL a message is known by its digest, so that three runs store it once") {
    stage there(testing::options().without(testing::capability::uidl));
    there.add("ab");
    CHECK(words_of(there.run()) == std::vector<std::string>{" stored", " stored"});
    CHECK(words_of(there.run()) == std::vector<std::string>{" existing", " existing"});
    CHECK(words_of(there.run()) == std::vector<std::string>{" existing", " existing"});
    CHECK(there.delivery.stored.size() == 2);
    CHECK(there.ledger.facts == "refuses-uidl");
}

TEST_CASE("[R107] a UIDL that is refused once does not make all mail look new") {
    stage there;
    there.add("ab");
    CHECK(there.run().is_complete());
    there.server.refuse("UIDL", 0, "[SYS/TEMP] later");
    const auto result = there.run();
    CHECK(code_of(result.failure) == errc::no_unique_id);
    CHECK(there.delivery.stored.size() == 2);
}

TEST_CASE("wrong credentials are not tried again") {
    stage there;
    there.add("a");
    there.server.refuse("PASS", 0, "[AUTH] no").refuse("AUTH", 0, "[AUTH] no");
    const auto result = there.run();
    CHECK(code_of(result.failure) == condition::wrong_credentials);
    CHECK(result.sessions == 1);
}

TEST_CASE("a login that is refused for the moment is tried again, with waits between") {
    stage there;
    there.add("a");
    there.server.refuse_nth("AUTH", 1, "[IN-USE] busy");
    const auto result = there.run();
    CHECK(result.is_complete());
    CHECK(result.sessions == 2);
    there.server.refuse("AUTH", 0, "[IN-USE] busy");
    there.how.retry.sessions = 3;
    const auto busy = there.run();
    CHECK(code_of(busy.failure) == errc::in_use);
    CHECK(busy.sessions == 3);
}

TEST_CASE("[R101] a message that ends the session each time is tried twice, and keeps no other from coming") {
    stage there;
    there.add("abcd");
    killer server(there, 'b');
    there.how.delete_after = std::chrono::seconds(0);
    const auto result = there.run(server.where());
    CHECK_FALSE(result.failure);
    CHECK(words_of(result) == std::vector<std::string>{"a stored", "b failed", "c stored", "d stored"});
    CHECK(server.times_asked == 2);
    CHECK(count_of(there.server.transcript(1), "RETR") == 2);  // c and d come before the second try of b
    CHECK(there.server.unique_ids() == std::vector<std::string>{"b"});
}

TEST_CASE("a run that is cancelled during a flush records that group, and nothing after it") {
    stage there;
    there.add("abcd");
    there.how.group.messages = 2;
    there.how.delete_after = std::chrono::seconds(0);
    boost::asio::cancellation_signal stop;
    there.delivery.on_flush = [&]() -> awaitable<void> {
        stop.emit(boost::asio::cancellation_type::terminal);
        for (int times = 0; times < 100; ++times)
            co_await turn();
    };
    const account user("user@test", there.plain(), known_user());
    std::optional<sync_result> result;
    boost::asio::co_spawn(
        there.context, sync(user, there.ledger, there.delivery, there.how),
        boost::asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr failure, sync_result made) {
            CHECK_FALSE(failure);
            result = std::move(made);
        }));
    there.context.restart();
    while (!result && there.context.run_one_for(std::chrono::seconds(60)) != 0) {}
    settle(there);
    REQUIRE(result);
    CHECK(code_of(result->failure) == condition::cancelled);
    CHECK(there.diary.back() == "record a b");
    CHECK(there.delivery.stored.size() == 2);
    CHECK(there.server.messages().size() == 4);
}

TEST_CASE("a run that is cancelled stops a flush that can stop, and records what the flush has stored") {
    // The cancellation comes while more is received, and while the run waits for its last flush.
    for (const std::string names : {"ab", "abcdef"}) {
        CAPTURE(names);
        stage there;
        there.add(names);
        there.how.group.messages = 2;
        there.how.delete_after = std::chrono::seconds(0);
        there.delivery.stops = true;
        boost::asio::cancellation_signal stop;
        bool was_stopped = false;
        there.delivery.on_flush = [&]() -> awaitable<void> {
            co_await boost::asio::this_coro::throw_if_cancelled(false);
            for (int times = 0; times < 20; ++times)
                co_await turn();
            stop.emit(boost::asio::cancellation_type::terminal);
            boost::asio::steady_timer for_ever(there.context, std::chrono::hours(1));
            co_await for_ever.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
            const auto state = co_await boost::asio::this_coro::cancellation_state;
            was_stopped = state.cancelled() != boost::asio::cancellation_type::none;
        };
        there.delivery.on_result = [](const received_item& one) {
            const bool is_stored = one.item.unique_id == "a";
            return delivery_result{is_stored ? delivered::stored : delivered::failed, {}, {}, {}};
        };
        const account user("user@test", there.plain(), known_user());
        std::optional<sync_result> result;
        boost::asio::co_spawn(there.context, sync(user, there.ledger, there.delivery, there.how),
                              boost::asio::bind_cancellation_slot(
                                  stop.slot(), [&](std::exception_ptr failure, sync_result made) {
                                      CHECK_FALSE(failure);
                                      result = std::move(made);
                                  }));
        there.context.restart();
        while (!result && there.context.run_one_for(std::chrono::seconds(10)) != 0) {}
        settle(there);
        REQUIRE(result);
        CHECK(was_stopped);
        CHECK(code_of(result->failure) == condition::cancelled);
        CHECK(count_in(there.diary, "record") == 1);
        CHECK(there.ledger.known.contains("a"));
        CHECK(there.server.messages().size() == names.size());
    }
}

TEST_CASE("a context that is destroyed during a run leaves nothing behind") {
    bool is_done = false;
    for (int turns = 0; !is_done; turns += 3) {
        CAPTURE(turns);
        auto there = std::make_unique<stage>();
        there->add("abcdef");
        there->how.group.messages = 2;
        there->delivery.on_flush = []() -> awaitable<void> {
            for (int times = 0; times < 5; ++times)
                co_await turn();
        };
        const account user("user@test", there->plain(), known_user());
        boost::asio::co_spawn(there->context, sync(user, there->ledger, there->delivery, there->how),
                              [&](std::exception_ptr, const sync_result&) { is_done = true; });
        for (int times = 0; times < turns && !is_done; ++times)
            there->context.run_one_for(std::chrono::seconds(60));
        CHECK(there->delivery.stored.size() <= 6);
    }
}

TEST_CASE("a run that is cancelled at any moment loses no message, and the next run stores none twice") {
    bool is_done = false;
    for (int turns = 0; !is_done; turns += 2) {
        CAPTURE(turns);
        stage there;
        there.add("abcde");
        there.how.group.messages = 2;
        there.how.delete_after = std::chrono::seconds(0);
        there.delivery.on_flush = []() -> awaitable<void> {
            for (int times = 0; times < 5; ++times)
                co_await turn();
        };
        const account user("user@test", there.plain(), known_user());
        boost::asio::cancellation_signal stop;
        bool has_ended = false;
        const auto ends = [&](std::exception_ptr, const sync_result&) { has_ended = true; };
        boost::asio::co_spawn(there.context, sync(user, there.ledger, there.delivery, there.how),
                              boost::asio::bind_cancellation_slot(stop.slot(), ends));
        for (int times = 0; times < turns && !has_ended; ++times)
            there.context.run_one_for(std::chrono::seconds(60));
        is_done = has_ended;
        stop.emit(boost::asio::cancellation_type::terminal);
        while (!has_ended && there.context.run_one_for(std::chrono::seconds(60)) != 0) {}
        REQUIRE(has_ended);
        settle(there);
        CHECK(count_in(there.diary, "record") == there.delivery.stored.size());
        CHECK(there.run().is_complete());
        CHECK(there.delivery.stored.size() == 5);
        CHECK(there.server.messages().empty());
    }
}

TEST_CASE("a connection that is lost at any byte loses no message, and the next run stores none twice") {
    bool is_done = false;
    for (std::uint64_t bytes = 0; !is_done; bytes += 11) {
        CAPTURE(bytes);
        stage there;
        there.add("abcde");
        there.how.group.messages = 2;
        there.how.retry.sessions = 1;
        there.how.delete_after = std::chrono::seconds(0);
        there.server.close_after(bytes);
        auto result = there.run();
        is_done = !result.failure;
        there.server.heal();
        CHECK(count_in(there.diary, "record") == there.delivery.stored.size());
        CHECK(there.run().is_complete());
        CHECK(there.delivery.stored.size() == 5);
        CHECK(there.server.messages().empty());
    }
}

TEST_CASE("[R110] after a breach of the protocol the open group is dropped, and retrieved again") {
    stage there;
    there.add("abc");
    there.how.delete_after = std::chrono::seconds(0);
    killer server(there, 'c', "no status line\r\n");
    const auto result = there.run(server.where());
    CHECK(words_of(result) == std::vector<std::string>{"a stored", "b stored", "c failed"});
    // What is no reply may be the rest of the message before it, so each of the two is retrieved alone.
    CHECK(there.diary
          == diary{"open a", "open b", "drop", "open a", "flush a", "record a", "deleted a", "forget a",
                   "open b", "flush b", "record b", "deleted b", "forget b", "drop"});
    CHECK(there.ledger.facts == "breaks-pipelining");
    CHECK(there.server.unique_ids() == std::vector<std::string>{"c"});
}

TEST_CASE("a QUIT that is not confirmed is said so, and the next run deletes the messages again") {
    stage there;
    there.add("ab");
    there.how.delete_after = std::chrono::seconds(0);
    there.server.drop_before_commit();
    there.how.retry.sessions = 1;
    const auto result = there.run();
    REQUIRE(result.commits.size() >= 1);
    CHECK(result.commits[0].how == commit_outcome::unconfirmed);
    CHECK(there.ledger.known.find("a").at(0).is_deleted == false);
    there.server.heal();
    CHECK(there.run().commits.at(0).how == commit_outcome::confirmed);
    CHECK(there.server.messages().empty());
    CHECK(there.delivery.stored.size() == 2);
}

TEST_CASE("deletions that no QUIT confirmed do not look like unique-ids that were replaced") {
    stage there;
    there.add("abcdefghij");
    there.how.delete_after = std::chrono::seconds(0);
    there.how.retry.sessions = 0;
    there.server.drop_after_commit();
    CHECK(there.run().commits.at(0).how == commit_outcome::unconfirmed);
    CHECK(there.ledger.facts == "open-commit");
    there.server.heal();
    there.add("ABCDEFGHIJ");
    SUBCASE("the next listing settles what the server did") {
        CHECK(there.run().is_complete());
        CHECK(there.ledger.facts.empty());
    }
    SUBCASE("without that fact the run stops, as it must") {
        there.ledger.facts.clear();
        CHECK(code_of(there.run().failure) == errc::unique_ids_replaced);
    }
}

TEST_CASE("[R79] a unique-id of a deleted message that is used again is not deleted unread") {
    stage there;
    there.add("a");
    there.how.delete_after = std::chrono::seconds(0);
    CHECK(there.run().is_complete());
    auto other = stage::text_of('a');
    other[9] = 'b';  // the same size
    there.server.add(other, "a");
    CHECK(words_of(there.run()) == std::vector<std::string>{"a stored"});
    CHECK(there.delivery.stored == std::vector{stage::text_of('a'), other});
    CHECK(there.server.messages().empty());
}

TEST_CASE("a size that LIST names differently is compared once, and then recorded") {
    stage there;
    there.add("ab");
    CHECK(there.run().is_complete());
    there.server.lie_in_list(1, 999);
    CHECK(words_of(there.run()) == std::vector<std::string>{"a existing"});
    CHECK(there.run().messages.empty());
    CHECK(there.delivery.stored.size() == 2);
}

TEST_CASE("without UIDL a message is deleted a given time after it was stored, too") {
    stage there(testing::options().without(testing::capability::uidl));
    there.add("ab");
    there.how.delete_after = std::chrono::hours(24);
    CHECK(there.run().commits.empty());
    there.now += std::chrono::hours(24);
    CHECK(there.run().commits.at(0).deletions == 2);
    CHECK(there.server.messages().empty());
}

TEST_CASE("messages that are too large end sessions one after the other, and the others arrive") {
    stage there;
    const std::string large(20'000, 'x');
    for (const auto name : {'a', 'b', 'c', 'd', 'e', 'f'})
        there.server.add(large + "\r\n", std::string(1, name));
    there.add("gh");
    for (std::size_t number = 1; number <= 6; ++number)
        there.server.lie_in_list(number, 10);
    there.how.message_bytes = 1'000;
    there.how.retry.sessions = 2;
    auto bounds = there.plain().limits();
    bounds.drain_bytes = 2'000;
    const auto result = there.run(there.plain().limits(bounds));
    CHECK(result.is_complete());
    CHECK(result.sessions > 1);
    CHECK(there.delivery.stored.size() == 2);
}

TEST_CASE("a destination that takes no message ends the run, and the rest is not retrieved") {
    stage there;
    there.server.fill(200, "x\r\n");
    there.how.group.messages = 4;
    there.delivery.on_result = [](const received_item&) {
        return delivery_result{delivered::failed, {}, errc::file_failed, "disk full"};
    };
    const auto result = there.run();
    CHECK(code_of(result.failure) == errc::file_failed);
    CHECK(result.sessions == 1);
    CHECK(count_in(there.diary, "open") < 40);
}

TEST_CASE("sync leaves the caller's setting about cancellations as it was") {
    stage there;
    there.add("a");
    const account user("user@test", there.plain(), known_user());
    for (const bool throws : {true, false}) {
        bool after = !throws;
        auto body = [&]() -> awaitable<void> {
            co_await boost::asio::this_coro::throw_if_cancelled(throws);
            const auto result = co_await sync(user, there.ledger, there.delivery, there.how);
            CHECK(result.is_complete());
            after = co_await boost::asio::this_coro::throw_if_cancelled();
        };
        play(there.context, body);
        CHECK(after == throws);
    }
}

TEST_CASE("[R101] a message whose header ends the session is tried twice, and keeps no other from coming") {
    stage there;
    there.add("abc");
    there.how.wants = [](const sync_candidate&, std::string_view) { return true; };
    killer server(there, 'b', {}, "TOP");
    const auto result = there.run(server.where());
    CHECK_FALSE(result.failure);
    CHECK(words_of(result) == std::vector<std::string>{"a stored", "b failed", "c stored"});
    CHECK(server.times_asked == 2);
}

TEST_CASE("[R107] a UIDL without lines does not make all mail look new") {
    liar there;
    there.replies["LIST"] = "+OK\r\n1 10\r\n2 10\r\n.\r\n";
    there.replies["UIDL"] = "+OK\r\n.\r\n";
    there.replies["STAT"] = "+OK 2 20\r\n";
    diary notes;
    noted_ledger book(notes);
    noted_delivery to(notes);
    stored_message known;
    known.unique_id = "a";
    book.known.add(known);
    const account user("user@test", there.where(), known_user());
    sync_policy how;
    how.retry.sessions = 1;
    sync_result result;
    auto body = [&]() -> awaitable<void> { result = co_await sync(user, book, to, how); };
    play(there.context, body);
    CHECK(code_of(result.failure) == errc::no_unique_id);
    CHECK(notes.empty());
}

}  // namespace popline::test
