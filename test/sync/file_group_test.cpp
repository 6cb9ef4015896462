// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <sys/stat.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <popline/error.hpp>

#include "one_delivery.hpp"

// What the deliveries into files have in common.

namespace popline::test {

namespace {

namespace asio = boost::asio;
using boost::asio::awaitable;
using story = std::vector<std::string>;

const std::string large(150'000, 'm');  // more than two buffers

std::vector<test_message> some_messages(std::size_t count = 3) {
    std::vector<test_message> made;
    for (std::size_t at = 0; at < count; ++at)
        made.push_back({"id-" + std::to_string(at), "message " + std::to_string(at)});
    return made;
}

std::size_t count_of(const story& calls, const std::string& beginning) {
    return static_cast<std::size_t>(std::count_if(
        calls.begin(), calls.end(), [&](const std::string& one) { return one.starts_with(beginning); }));
}

std::size_t first_of(const story& calls, const std::string& beginning) {
    const auto found = std::find_if(calls.begin(), calls.end(),
                                    [&](const std::string& one) { return one.starts_with(beginning); });
    return static_cast<std::size_t>(found - calls.begin());
}

std::size_t last_of(const story& calls, const std::string& beginning) {
    std::size_t last = calls.size();
    for (std::size_t at = 0; at < calls.size(); ++at)
        if (calls[at].starts_with(beginning)) last = at;
    return last;
}

const std::vector<delivered> three_stored(3, delivered::stored);

}  // namespace

TEST_CASE(
    "[R94] the calls come in this order: write, write-back, data sync, close, rename, folder sync, result") {
    for (const auto& kind : delivery_kinds) {
        CAPTURE(kind.name);
        one_delivery to(kind);
        to.files.hides_temporary_names = false;
        auto messages = some_messages();
        messages[1].text = large;
        CHECK(ways(to.deliver(messages)) == three_stored);
        const auto calls = to.files.story;  // the calls before the result
        to.finish_jobs();
        CHECK(to.files.story == calls);
        std::size_t files = 0;
        for (const auto& call : calls) {
            if (!call.starts_with("create ")) continue;
            ++files;
            const auto name = call.substr(std::string("create ").size());
            CHECK(first_of(calls, call) < first_of(calls, "write " + name));
            CHECK(first_of(calls, "write " + name) < first_of(calls, "start_write_back " + name));
            CHECK(last_of(calls, "write " + name) < last_of(calls, "start_write_back " + name));
            CHECK(last_of(calls, "start_write_back " + name) < first_of(calls, "sync_data " + name));
            CHECK(first_of(calls, "sync_data " + name) + 1 == first_of(calls, "close " + name));
            CHECK(first_of(calls, "close " + name) < first_of(calls, "rename"));
            CHECK(first_of(calls, "rename_unless_taken " + name) < calls.size() - 1);
        }
        CHECK(files == 3);
        CHECK(count_of(calls, "sync_data") == 3);
        CHECK(count_of(calls, "start_write_back") == 5);
        CHECK(calls.back() == "sync_folder " + std::string(kind.final));
        const story named(calls.begin() + static_cast<std::ptrdiff_t>(first_of(calls, "rename")),
                          calls.end());
        CHECK(count_of(named, "sync_folder") == 1);
        CHECK(to.temporary_files().empty());
    }
}

TEST_CASE(
    "[R82] before the flush, nothing has a final name; afterwards each file is whole and for its owner "
    "only") {
    for (const auto& kind : delivery_kinds) {
        CAPTURE(kind.name);
        one_delivery to(kind);
        asio::io_context home;
        std::vector<delivery_result> results;
        auto body = [&]() -> awaitable<void> {
            const test_message small{"a", "small"};
            const test_message big{"b", large};
            const test_message empty{"c", ""};
            co_await receive(to.to(), small, 1);
            co_await receive(to.to(), big, 2);
            co_await receive(to.to(), empty, 3);
            CHECK(to.names().empty());
            std::vector<received_item> group = {received(small, 1), received(big, 2), received(empty, 3)};
            results = co_await to.to().flush(std::move(group));
        };
        run(home, body);
        CHECK(ways(results) == three_stored);
        CHECK(to.texts() == std::vector<std::string>{"", large, "small"});
        CHECK(text_of(results[1].place) == large);
        for (const auto& one : results) {
            struct stat facts {};
            CHECK(::stat(one.place.c_str(), &facts) == 0);
            CHECK((facts.st_mode & 0777) == 0600);
            CHECK(one.is_durable());
            CHECK_FALSE(one.cause);
            CHECK(one.words.empty());
        }
    }
}

TEST_CASE("[R94] eight files are synced side by side, and never more") {
    for (const auto& kind : delivery_kinds) {
        scratch_folder folder(folder_in_memory);
        breakable_files files;
        std::mutex guard;
        std::condition_variable changed;
        int running = 0;
        int most = 0;
        files.on_sync_data = [&] {
            std::unique_lock lock(guard);
            most = std::max(most, ++running);
            changed.notify_all();
            // The first ones wait until eight run. The time limit only ends a test that fails.
            changed.wait_for(lock, std::chrono::seconds(10), [&] { return most >= 8; });
            --running;
        };
        asio::thread_pool disk(12);
        const auto to = kind.make(folder / "mail", disk.get_executor(), files);
        asio::io_context home;
        auto body = [&]() -> awaitable<void> {
            const auto results = co_await deliver_group(*to, some_messages(40));
            CHECK(ways(results) == std::vector<delivered>(40, delivered::stored));
        };
        run(home, body);
        CHECK(most == 8);
    }
}

TEST_CASE("small messages are written before the flush, and a slow disk stops the sink at 1 MiB") {
    for (const auto& kind : delivery_kinds) {
        scratch_folder folder(folder_in_memory);
        breakable_files files;
        asio::io_context home;
        asio::io_context disk;
        const auto to = kind.make(folder / "mail", disk.get_executor(), files);
        std::uint64_t received_whole = 0;
        auto body = [&]() -> awaitable<void> {
            for (std::uint64_t serial = 1; serial <= 40; ++serial) {
                const test_message one{std::to_string(serial), std::string(50'000, 'x')};
                co_await receive(*to, one, serial);
                received_whole = serial;
            }
        };
        asio::co_spawn(home, body(), asio::detached);
        home.poll();
        CHECK(received_whole == 20);  // the next one makes more than 1,048,576 bytes, and waits
        CHECK(count_of(files.story, "write") == 0);
        while (received_whole < 40) {
            disk.restart();
            REQUIRE(disk.poll_one() == 1);
            home.restart();
            home.poll();
        }
        disk.restart();
        disk.poll();
        CHECK(count_of(files.story, "write") == 40);
        CHECK(count_of(files.story, "sync_data") == 0);
        to->drop();
        disk.restart();
        disk.poll();
    }
}

TEST_CASE("a message of more than 64 KiB is written as it comes, and its sink waits for the disk") {
    for (const auto& kind : delivery_kinds) {
        scratch_folder folder(folder_in_memory);
        breakable_files files;
        asio::io_context home;
        asio::io_context disk;
        const auto to = kind.make(folder / "mail", disk.get_executor(), files);
        std::size_t given = 0;
        bool done = false;
        auto body = [&]() -> awaitable<void> {
            auto into = to->open({1, "ada", "id", 1'000'000});
            const std::string piece(16'384, 'x');
            for (; given < 61; ++given) {
                auto pending = into.write(piece);
                if (pending) co_await *std::move(pending);
            }
            done = true;
            into.abandon();
        };
        asio::co_spawn(home, body(), asio::detached);
        home.poll();
        CHECK(given == 4);
        for (int turns = 1; !done; ++turns) {
            disk.restart();
            REQUIRE(disk.poll_one() == 1);
            CHECK(count_of(files.story, "write") == static_cast<std::size_t>(turns));
            CHECK(count_of(files.story, "start_write_back") == static_cast<std::size_t>(turns));
            home.restart();
            home.poll();
        }
        CHECK(count_of(files.story, "write") == 15);
        CHECK(count_of(files.story, "create") == 1);
    }
}

TEST_CASE("the next group is received while a flush runs") {
    for (const auto& kind : delivery_kinds) {
        one_delivery to(kind);
        asio::io_context home;
        std::vector<delivery_result> results;
        bool is_flushed = false;
        bool came_before = false;
        const auto messages = some_messages(4);
        auto flush = [&](std::vector<received_item> group) -> awaitable<void> {
            const auto more = co_await to.to().flush(std::move(group));
            results.insert(results.end(), more.begin(), more.end());
            is_flushed = true;
        };
        auto body = [&]() -> awaitable<void> {
            co_await receive(to.to(), messages[0], 1);
            co_await receive(to.to(), messages[1], 2);
            std::vector<received_item> group = {received(messages[0], 1), received(messages[1], 2)};
            asio::co_spawn(home, flush(std::move(group)), asio::detached);
            co_await receive(to.to(), messages[2], 3);
            came_before = !is_flushed;
            co_await receive(to.to(), messages[3], 4);
        };
        run(home, body);
        CHECK(came_before);
        std::vector<received_item> group = {received(messages[2], 3), received(messages[3], 4)};
        auto rest = [&]() -> awaitable<void> { co_await flush(std::move(group)); };
        run(home, rest);
        CHECK(ways(results) == std::vector<delivered>(4, delivered::stored));
        CHECK(to.texts().size() == 4);
    }
}

TEST_CASE("a dropped message leaves no file, and its sink goes on without effect") {
    for (const auto& kind : delivery_kinds) {
        one_delivery to(kind);
        asio::io_context home;
        auto body = [&]() -> awaitable<void> {
            const test_message whole{"a", "whole"};
            co_await receive(to.to(), whole, 1);
            auto open = to.to().open({2, "ada", "b", {}});
            auto pending = open.write(large);
            if (pending) co_await *std::move(pending);
            to.to().drop();
            pending = open.write(large);
            if (pending) co_await *std::move(pending);
            auto end = open.commit();
            if (end) co_await *std::move(end);
            to.finish_jobs();
            CHECK(to.temporary_files().empty());
        };
        // The pool is replaced in the coroutine, so nothing may use it afterwards.
        run(home, body);
        CHECK(to.texts().empty());
    }
}

TEST_CASE(
    "what was dropped, or is not whole, or was never opened, fails in a flush; a message that is not whole "
    "stays open") {
    for (const auto& kind : delivery_kinds) {
        one_delivery to(kind);
        asio::io_context home;
        auto body = [&]() -> awaitable<void> {
            const test_message dropped{"a", "dropped"};
            const test_message open{"b", "open"};
            const test_message stored{"c", "stored"};
            co_await receive(to.to(), dropped, 1);
            to.to().drop();
            auto into = to.to().open(item_of(open, 2));
            auto pending = into.write(open.text);
            if (pending) co_await *std::move(pending);
            co_await receive(to.to(), stored, 3);
            std::vector<received_item> group = {received(dropped, 1), received(open, 2), received(stored, 3),
                                                received(open, 4)};
            const auto results = co_await to.to().flush(std::move(group));
            const std::vector<delivered> expected = {delivered::failed, delivered::failed, delivered::stored,
                                                     delivered::failed};
            CHECK(ways(results) == expected);
            CHECK(results[0].cause == errc::invalid_argument);
            CHECK_FALSE(results[0].words.empty());
            auto end = into.commit();
            if (end) co_await *std::move(end);
            std::vector<received_item> later = {received(open, 2)};
            const auto second = co_await to.to().flush(std::move(later));
            CHECK(ways(second) == std::vector<delivered>{delivered::stored});
        };
        run(home, body);
        CHECK(to.texts() == std::vector<std::string>{"open", "stored"});
    }
}

TEST_CASE(
    "[R82] a sink that is abandoned or destroyed leaves nothing, and after abandon() it takes the message "
    "again") {
    for (const auto& kind : delivery_kinds)
        for (const auto& text : {std::string("small"), large}) {
            one_delivery to(kind);
            asio::io_context home;
            auto body = [&]() -> awaitable<void> {
                const test_message one{"a", text};
                auto into = to.to().open(item_of(one, 1));
                auto pending = into.write(large);
                if (pending) co_await *std::move(pending);
                into.abandon();
                CHECK(to.temporary_files().empty());
                static_cast<void>(co_await give(into, text, 1'000));
                {
                    auto other = to.to().open({2, "ada", "b", {}});
                    auto half = other.write(large);
                    if (half) co_await *std::move(half);
                }
                std::vector<received_item> group = {received(one, 1)};
                const auto results = co_await to.to().flush(std::move(group));
                CHECK(ways(results) == std::vector<delivered>{delivered::stored});
            };
            run(home, body);
            CHECK(to.texts() == std::vector<std::string>{text});
            CHECK(to.temporary_files().empty());
        }
}

TEST_CASE("[R100] a message that is in a group twice is one file; messages that differ are two") {
    for (const auto& kind : delivery_kinds) {
        one_delivery to(kind);
        const auto results = to.deliver({{"a", "one"}, {"a", "one"}, {"a", "two"}, {"", "one"}, {"", "one"}});
        const std::vector<delivered> expected = {delivered::stored, delivered::existing, delivered::stored,
                                                 delivered::stored, delivered::existing};
        CHECK(ways(results) == expected);
        CHECK(results[1].place == results[0].place);
        CHECK(to.texts() == std::vector<std::string>{"one", "one", "two"});
        CHECK(to.temporary_files().empty());
    }
}

TEST_CASE(
    "[R118] a message that comes again, in this run or a later one, is found, and its file and folder are "
    "synced") {
    for (const auto& kind : delivery_kinds)
        for (const bool in_a_later_run : {false, true}) {
            one_delivery to(kind);
            const auto first = to.deliver({{"a", "one"}, {"b", large}});
            if (in_a_later_run) to.begin_run();
            to.files.story.clear();
            const auto again = to.deliver({{"a", "one"}, {"b", large}, {"c", "new"}});
            const std::vector<delivered> expected = {delivered::existing, delivered::existing,
                                                     delivered::stored};
            CHECK(ways(again) == expected);
            CHECK(again[0].place == first[0].place);
            CHECK(again[1].place == first[1].place);
            CHECK(to.texts().size() == 3);
            CHECK(to.temporary_files().empty());
            const auto& calls = to.files.story;
            CHECK(count_of(calls, "sync ") == 2);
            CHECK(count_of(calls, "sync_data") == 1);
            CHECK(last_of(calls, "sync ") < last_of(calls, "sync_folder " + std::string(kind.final)));
        }
}

TEST_CASE(
    "[R118] a found file that cannot be synced is not accepted, and is not tried again in the same run") {
    for (const auto& kind : delivery_kinds) {
        one_delivery to(kind);
        to.deliver({{"a", "one"}});
        to.begin_run();
        bool breaks = true;
        to.files.on_call = [&](const std::string& name) {
            if (breaks && name == "sync") to.files.fails_at = to.files.calls + 1;
        };
        to.files.with = make_error_code(boost::system::errc::io_error);
        const auto failed = to.deliver({{"a", "one"}});
        CHECK(ways(failed) == std::vector<delivered>{delivered::failed});
        CHECK(failed[0].cause == boost::system::errc::io_error);
        breaks = false;
        const auto again = to.deliver({{"a", "one"}});
        CHECK(ways(again) == std::vector<delivered>{delivered::failed});
        CHECK(again[0].cause == boost::system::errc::io_error);
        CHECK(count_of(to.files.story, "sync ") == 1);
        CHECK(to.texts() == std::vector<std::string>{"one"});
        CHECK(to.temporary_files().empty());
    }
}

TEST_CASE("[R109] files are stored where the system can neither rename to a free name in one step nor link") {
    for (const auto& kind : delivery_kinds) {
        one_delivery to(kind);
        to.files.no_rename_unless_taken = make_error_code(boost::system::errc::invalid_argument);
        to.files.no_link = make_error_code(boost::system::errc::operation_not_permitted);
        CHECK(ways(to.deliver(some_messages())) == three_stored);
        CHECK(to.texts() == std::vector<std::string>{"message 0", "message 1", "message 2"});
        CHECK(to.temporary_files().empty());
    }
}

TEST_CASE(
    "[R119] a folder that is made is synced in its parent before the first file is made, and so is one that "
    "exists") {
    for (const auto& kind : delivery_kinds)
        for (const bool exists : {false, true}) {
            one_delivery to(kind);
            if (exists) {
                for (const std::string name : {"tmp", "new", "cur"})
                    std::filesystem::create_directories(to.folder / "mail" / name);
            }
            to.deliver(some_messages());
            const auto& calls = to.files.story;
            const auto create = static_cast<std::ptrdiff_t>(first_of(calls, "create"));
            const story before(calls.begin(), calls.begin() + create);
            const auto syncs = [&](const std::string& name) {
                return std::find(before.begin(), before.end(), "sync_folder " + name) != before.end();
            };
            CHECK(syncs(".."));
            if (std::string(kind.final) == "new") {
                CHECK(syncs("."));
                CHECK(before[last_of(before, "sync_folder")] == "sync_folder .");
            }
            CHECK(count_of(before, "make_folder")
                  == (exists                             ? 0U
                      : std::string(kind.final) == "new" ? 4U
                                                         : 1U));
            if (!exists) CHECK(last_of(before, "sync_folder") > last_of(before, "make_folder"));
        }
}

TEST_CASE("if the process has too many open files, small messages stay in memory until the flush") {
    using boost::system::errc::errc_t;
    for (const auto& kind : delivery_kinds)
        for (const auto code : {errc_t::too_many_files_open, errc_t::too_many_files_open_in_system,
                                errc_t::no_space_on_device}) {
            scratch_folder folder(folder_in_memory);
            breakable_files files;
            asio::io_context home;
            asio::io_context disk;
            const auto to = kind.make(folder / "mail", disk.get_executor(), files);
            files.with = make_error_code(code);
            files.on_call = [&](const std::string& name) {
                if (name == "create" && files.failed.empty()) files.fails_at = files.calls + 1;
            };
            std::vector<delivery_result> results;
            auto receive_all = [&]() -> awaitable<void> {
                const auto messages = some_messages(2);
                co_await receive(*to, messages[0], 1);
                co_await receive(*to, messages[1], 2);
            };
            auto flush = [&]() -> awaitable<void> {
                const auto messages = some_messages(2);
                std::vector<received_item> group = {received(messages[0], 1), received(messages[1], 2)};
                results = co_await to->flush(std::move(group));
            };
            asio::co_spawn(home, receive_all(), asio::detached);
            home.poll();
            disk.poll();
            CHECK(files.failed.starts_with("create"));
            asio::co_spawn(home, flush(), asio::detached);
            home.restart();
            home.poll();
            disk.restart();
            disk.poll();
            home.restart();
            home.poll();
            const auto first = code == errc_t::no_space_on_device ? delivered::failed : delivered::stored;
            CHECK(ways(results) == std::vector<delivered>{first, delivered::stored});
        }
}

TEST_CASE("[R111] old temporary files of killed runs are removed before the first file is made") {
    for (const auto& kind : delivery_kinds) {
        one_delivery to(kind);
        const auto where = to.folder / "mail" / kind.temporary;
        std::filesystem::create_directories(where);
        const auto old = where / ".popline-0123456789abcdef0123456789abcdef";
        const auto young = where / ".popline-00000000000000000000000000000000";
        const auto others = where / "0123456789abcdef";
        for (const auto& name : {old, young, others}) {
            std::ofstream(name) << "x";
            if (name != young)
                std::filesystem::last_write_time(
                    name, std::filesystem::file_time_type::clock::now() - std::chrono::hours(48));
        }
        to.deliver({{"a", "one"}});
        CHECK_FALSE(std::filesystem::exists(old));
        CHECK(std::filesystem::exists(young));
        CHECK(std::filesystem::exists(others));
    }
}

TEST_CASE(
    "[R119] if the folders cannot be made or synced, all messages fail, and the same run does not try "
    "again") {
    for (const auto& kind : delivery_kinds)
        for (std::size_t at = 1; at <= 2; ++at) {
            one_delivery to(kind);
            to.files.fails_at = at;
            const auto results = to.deliver(some_messages());
            CHECK(ways(results) == std::vector<delivered>(3, delivered::failed));
            CHECK(results[0].cause == boost::system::errc::no_space_on_device);
            CHECK(results[0].words.find("popline: ") == 0);
            const auto calls = to.files.calls;
            CHECK(ways(to.deliver(some_messages())) == std::vector<delivered>(3, delivered::failed));
            CHECK(to.files.calls == calls);
            to.begin_run();
            CHECK(ways(to.deliver(some_messages())) == three_stored);
        }
}

}  // namespace popline::test
