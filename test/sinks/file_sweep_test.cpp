// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <memory>
#include <optional>
#include <set>

#include "file_kinds.hpp"

namespace popline::test {

namespace {

namespace asio = boost::asio;
using boost::asio::awaitable;

}  // namespace

TEST_CASE(
    "[R82] whichever call fails, neither the file nor a temporary file stays, and the error has the "
    "system's code") {
    scratch_folder folder;
    kinds of;
    for (const auto& make : of.all()) {
        std::set<std::string> failed;
        for (std::size_t at = 1;; ++at) {
            breakable_files files;
            files.most_at_once = 40'000;  // so that a write also fails after a short one
            files.fails_at = at;
            auto into = make(folder / "one", files);
            try {
                deliver(std::move(into), large_message, 10'000);
            } catch (const error& why) {
                failed.insert(files.log.back() == "remove" ? files.log[files.log.size() - 2]
                                                           : files.log.back());
                CHECK(why.code() == errc::file_failed);
                CHECK(why.cause() == boost::system::errc::no_space_on_device);
                CHECK(std::string(why.what()).find((folder / "one").string()) != std::string::npos);
                CHECK(folder.names().empty());
                continue;
            }
            CHECK(folder.text("one") == large_message);
            CHECK(folder.names().size() == 1);
            std::filesystem::remove(folder / "one");
            if (files.calls < at) {
                CHECK(at > 10);
                break;
            }
            // If one of these calls fails, the file gets its name in another way.
            CHECK((files.failed.starts_with("rename_unless_taken") || files.failed.starts_with("link")));
        }
        CHECK(failed.count("create") == 1);
        CHECK(failed.count("close") == 1);
        CHECK(failed.count("sync_folder") == 1);
    }
}

TEST_CASE("[R82] whichever call fails, replace_existing leaves the older file or the whole new one") {
    scratch_folder folder;
    kinds of;
    for (const auto& make : of.all(existing::replace))
        for (std::size_t at = 1;; ++at) {
            folder.write("one", "older");
            breakable_files files;
            files.fails_at = at;
            bool failed = false;
            try {
                deliver(make(folder / "one", files), large_message, 10'000);
            } catch (const error& why) {
                CHECK(why.code() == errc::file_failed);
                failed = true;
            }
            const bool named = files.log.back() == "sync_folder";
            CHECK(folder.text("one") == (named ? large_message : "older"));
            CHECK(folder.names().size() == 1);
            if (!failed) {
                CHECK(at > 8);
                break;
            }
        }
}

TEST_CASE("[R82] a file that is destroyed at any step, also while a job is posted, leaves nothing") {
    for (int steps = 0;; ++steps) {
        CAPTURE(steps);
        scratch_folder folder;
        breakable_files files;
        asio::io_context disk;
        bool whole = false;
        {
            asio::io_context home;
            auto body = [&]() -> awaitable<void> {
                sink into(sinks_access::file(folder / "one", disk.get_executor(), files));
                static_cast<void>(co_await give(into, large_message, 50'000));
                whole = true;
            };
            asio::co_spawn(home, body(), [](const std::exception_ptr&) {});
            for (int step = 0; step < steps; ++step) {
                home.restart();
                disk.restart();
                static_cast<void>(step % 2 == 0 ? home.poll_one() : disk.poll_one());
            }
        }
        if (whole) {
            CHECK(folder.text("one") == large_message);
            CHECK(steps > 6);
            break;
        }
        disk.restart();
        disk.poll();
        CHECK(folder.names().empty());
    }
}

TEST_CASE(
    "[R68][R82] a file that is cancelled at any step exists if the operation succeeds, and else nothing "
    "stays") {
    int whole_although_cancelled = 0;
    // Step 0 is left out: the coroutine has not begun then, and Asio 1.28 throws out of the context.
    for (int steps = 1;; ++steps) {
        CAPTURE(steps);
        scratch_folder folder;
        breakable_files files;
        asio::io_context disk;
        asio::io_context home;
        asio::cancellation_signal cancel;
        bool whole = false;
        bool over = false;
        auto body = [&]() -> awaitable<void> {
            sink into(sinks_access::file(folder / "one", disk.get_executor(), files));
            static_cast<void>(co_await give(into, large_message, 50'000));
            whole = true;
        };
        asio::co_spawn(
            home, body(),
            asio::bind_cancellation_slot(cancel.slot(), [&](const std::exception_ptr&) { over = true; }));
        const auto step = [&](int which) {
            home.restart();
            disk.restart();
            return which % 2 == 0 ? home.poll_one() : disk.poll_one();
        };
        for (int at = 0; at < steps; ++at)
            step(at);
        const bool over_before = over;
        cancel.emit(asio::cancellation_type::terminal);
        for (int at = 0; at < 100 && !over; ++at)
            step(at);
        REQUIRE(over);
        CHECK(folder.names() == (whole ? std::set<std::string>{"one"} : std::set<std::string>()));
        if (over_before) break;
        if (whole) ++whole_although_cancelled;
    }
    CHECK(whole_although_cancelled > 0);
}

TEST_CASE("[R82] if the context for the disk is destroyed, the retrieval fails, and no file stays") {
    scratch_folder folder;
    breakable_files files;
    asio::io_context home;
    auto disk = std::make_unique<asio::io_context>();
    std::optional<error> why;
    auto body = [&]() -> awaitable<void> {
        sink into(sinks_access::file(folder / "one", disk->get_executor(), files));
        try {
            static_cast<void>(co_await give(into, "short", 5));
        } catch (const error& failure) {
            why = failure;
        }
        into.abandon();
    };
    asio::co_spawn(home, body(), [](const std::exception_ptr&) {});
    home.poll();
    std::exchange(disk, nullptr).reset();
    home.poll();
    REQUIRE(why);
    CHECK(why->code() == errc::file_failed);
    CHECK(folder.names().empty());
}

}  // namespace popline::test
