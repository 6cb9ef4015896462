// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/thread_pool.hpp>

#include "breakable_files.hpp"
#include "scratch_folder.hpp"
#include "session/scene.hpp"
#include "sinks/sinks_access.hpp"

// The sinks in a session.

namespace popline::test {

using boost::asio::thread_pool;

TEST_CASE("[R82] messages are stored in files by each kind of file sink, and then deleted") {
    scratch_folder folder;
    thread_pool disk(1);
    embedded there;
    const auto sent = fill(there, 4, 100'000);
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        std::vector<std::string> names;
        while (auto message = co_await messages.next()) {
            names.push_back(file_name(message->unique_id()));
            const auto path = folder / names.back();
            switch (message->number()) {
                case 1: co_await message->read_to(file(path, disk)); break;
                case 2: co_await message->read_to(blocking_file(path)); break;
                case 3: {
                    file named(path, disk.get_executor());
                    co_await message->read_to(std::ref(named));
                    break;
                }
                default: co_await message->read_to(file(path, disk).replace_existing());
            }
            message->mark_deleted();
        }
        for (std::size_t at = 0; at < sent.size(); ++at)
            CHECK(folder.text(names[at]) == sent[at]);
        const auto committed = co_await session.quit();
        CHECK(committed.done == 4);
    };
    play(there, there.secured(), body);
    CHECK(folder.names().size() == 4);
    CHECK(there.server.messages().empty());
}

TEST_CASE("[R94] a DELE is sent after its file, its name and its folder are on the disk") {
    for (const bool blocks : {true, false}) {
        scratch_folder folder;
        thread_pool disk(1);
        embedded there;
        fill(there, 3, 1'000);
        breakable_files files;
        std::vector<std::size_t> deleted;
        files.on_call = [&](const std::string& name) {
            if (name == "create") deleted.push_back(0);
            deleted.back() = count(there.server.transcript(), "DELE");
        };
        auto body = [&](session& session) -> awaitable<void> {
            auto messages = session.retrieve(co_await session.mails());
            while (auto message = co_await messages.next()) {
                const auto path = folder / std::to_string(message->number());
                if (blocks)
                    co_await message->read_to(sinks_access::blocking_file(path, files));
                else
                    co_await message->read_to(sinks_access::file(path, disk.get_executor(), files));
                CHECK(files.log.back() == "sync_folder");
                message->mark_deleted();
                co_await session.noop();  // the DELE leaves with it
                CHECK(count(there.server.transcript(), "DELE") == deleted.size());
            }
        };
        play(there, there.secured(), body);
        CHECK(deleted == std::vector<std::size_t>{0, 1, 2});
    }
}

TEST_CASE(
    "[R74][R79][R82] a full disk fails one message alone: it is not marked, and the others are stored") {
    scratch_folder folder;
    thread_pool disk(1);
    embedded there;
    const auto sent = fill(there, 3, 200'000);
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        while (auto message = co_await messages.next()) {
            breakable_files files;
            files.fails_at = message->number() == 2 ? 3 : 0;
            const auto path = folder / std::to_string(message->number());
            auto into = sinks_access::file(path, disk.get_executor(), files);
            if (message->number() == 2) {
                const auto why = co_await failure_of(message->read_to(std::ref(into)));
                CHECK(why.code() == errc::file_failed);
                CHECK(code_thrown_by([&] { return message->mark_deleted(); }) == errc::not_retrieved);
                CHECK(folder.names().size() == 1);  // at once, although the sink still exists
            } else {
                co_await message->read_to(std::ref(into));
                message->mark_deleted();
            }
        }
        const auto committed = co_await session.quit();
        CHECK(committed.done == 2);
    };
    play(there, there.secured(), body);
    CHECK(folder.names() == std::set<std::string>{"1", "3"});
    CHECK(there.server.messages() == std::vector<std::string>{sent[1]});
}

TEST_CASE(
    "[R79][R82] a connection that is cut in a body leaves no file, and the same sink then stores the "
    "message") {
    scratch_folder folder;
    thread_pool disk(1);
    embedded there;
    const auto sent = fill(there, 1, 300'000);
    file named(folder / "one", disk);
    auto first = [&](session& session) -> awaitable<void> {
        there.server.close_after(session.counters().bytes_received + 150'000);
        const auto why = co_await failure_of(session.numbered(1).retrieve(std::ref(named)));
        CHECK(why.code() == errc::closed);
        CHECK(folder.names().empty());
    };
    play(there, there.plain(), first);
    there.server.heal();
    auto again = [&](session& session) -> awaitable<void> {
        co_await session.numbered(1).retrieve(std::ref(named));
    };
    play(there, there.secured(), again);
    CHECK(folder.text("one") == sent[0]);
}

TEST_CASE(
    "[R79] header_only ends early: the header is committed, the body drained, and the message not marked") {
    scratch_folder folder;
    thread_pool disk(1);
    embedded there;
    const auto sent = fill(there, 4, 500'000);
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        while (auto message = co_await messages.next()) {
            if (message->number() == 4) {
                const auto text = co_await message->text();
                CHECK(text == sent[3]);
                message->mark_deleted();
                continue;
            }
            co_await message->read_to(header_only(file(folder / std::to_string(message->number()), disk)));
            CHECK(code_thrown_by([&] { return message->mark_deleted(); }) == errc::not_retrieved);
            const auto again = co_await failure_of(message->text());
            CHECK(again.code() == errc::already_read);
        }
        std::string header;
        co_await session.numbered(1).retrieve(header_only(append_to(header)));
        CHECK(header == "Subject: 1\r\n\r\n");
        CHECK(session.counters().abandoned_replies >= 4);
        const auto committed = co_await session.quit();
        CHECK(committed.done == 1);
    };
    play(there, there.secured(), body);
    CHECK(folder.names() == std::set<std::string>{"1", "2", "3"});
    for (const std::string name : {"1", "2", "3"})
        CHECK(folder.text(name) == "Subject: " + name + "\r\n\r\n");
    CHECK(count(there.server.transcript(), "DELE") == 1);
}

TEST_CASE("[R79] header_only passes on a whole message if it has no empty line") {
    embedded there;
    there.server.add("Subject: all of it\r\n");
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        auto message = co_await messages.next();
        std::string header;
        co_await message->read_to(header_only(append_to(header)));
        CHECK(header == "Subject: all of it\r\n");
        message->mark_deleted();
        CHECK_FALSE(session.counters().abandoned_replies > 0);
    };
    play(there, there.secured(), body);
}

TEST_CASE("[R64] limits::message_in_memory_bytes holds for a string inside other sinks, too") {
    embedded there;
    fill(there, 1, 50'000);
    limits within;
    within.message_in_memory_bytes = 10'000;
    auto body = [&](session& session) -> awaitable<void> {
        std::string text;
        sha256::digest digest{};
        const auto why =
            co_await failure_of(session.numbered(1).retrieve(hashing(counting(append_to(text)), digest)));
        CHECK(why.code() == errc::message_too_large);
        CHECK(text.size() <= 10'000);
    };
    play(there, there.secured().limits(within), body);
}

TEST_CASE("one retrieval into lines, a digest, a count and a file") {
    scratch_folder folder;
    thread_pool disk(1);
    embedded there;
    const auto sent = fill(there, 1, 100'000);
    auto body = [&](session& session) -> awaitable<void> {
        std::vector<std::string> got;
        sha256::digest digest{};
        counting counted(file(folder / "one", disk));
        const auto add = [&](std::string_view line) { got.emplace_back(line); };
        co_await session.numbered(1).retrieve(tee(hashing(lines(add), digest), std::ref(counted)));
        CHECK(got.size() == 6);  // one line of 100,000 bytes comes in two pieces
        CHECK(counted.bytes() == sent[0].size());
        sha256 expected;
        expected.update(sent[0]);
        CHECK(digest == expected.finish());
        CHECK(folder.text("one") == sent[0]);
    };
    play(there, there.secured(), body);
}

}  // namespace popline::test
