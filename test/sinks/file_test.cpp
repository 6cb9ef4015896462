// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <sys/stat.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <popline/error.hpp>

#include "breakable_files.hpp"
#include "deliver.hpp"
#include "scratch_folder.hpp"
#include "sinks/sinks_access.hpp"

namespace popline::test {

namespace {

namespace asio = boost::asio;
using boost::asio::awaitable;
using order = std::vector<std::string>;

const std::string message(150'000, 'm');  // more than two buffers

/// Makes one of the two kinds of file.
using maker = std::function<sink(const std::filesystem::path&, breakable_files&)>;

struct kinds {
    asio::thread_pool disk{1};

    std::vector<maker> all(bool replaces = false) {
        maker blocking = [replaces](const std::filesystem::path& path, breakable_files& files) {
            auto made = sinks_access::blocking_file(path, files);
            return replaces ? sink(std::move(made).replace_existing()) : sink(std::move(made));
        };
        maker awaited = [this, replaces](const std::filesystem::path& path, breakable_files& files) {
            auto made = sinks_access::file(path, disk.get_executor(), files);
            return replaces ? sink(std::move(made).replace_existing()) : sink(std::move(made));
        };
        return {blocking, awaited};
    }
};

/// The failure with which a message does not come into its file.
error failure_to_deliver(sink into, const std::string& octets = message) {
    try {
        deliver(std::move(into), octets, 10'000);
    } catch (const error& why) {
        return why;
    }
    throw std::logic_error("it should have failed");
}

}  // namespace

TEST_CASE("[R82] a file has the octets of the message, of one without any too, and is its owner's alone") {
    scratch_folder folder;
    kinds of;
    for (const auto& make : of.all())
        for (const auto size : {0U, 1U, 65'535U, 65'536U, 65'537U, 150'000U})
            for (const auto piece : {1'000U, 65'536U, 150'000U}) {
                CAPTURE(size);
                breakable_files files;
                files.most_at_once = 50'000;  // the kernel may take less than it is given
                const auto octets = message.substr(0, size);
                deliver(make(folder / "one", files), octets, piece);
                CHECK(folder.text("one") == octets);
                CHECK(folder.names() == std::set<std::string>{"one"});
                struct stat facts {};
                CHECK(::stat((folder / "one").c_str(), &facts) == 0);
                CHECK((facts.st_mode & 0777) == 0600);
                std::filesystem::remove(folder / "one");
            }
}

TEST_CASE("[R94] the calls come in this order: write, sync, close, rename, sync of the folder") {
    scratch_folder folder;
    kinds of;
    for (const bool replaces : {false, true})
        for (const auto& make : of.all(replaces)) {
            breakable_files files;
            deliver(make(folder / "one", files), message, 10'000);
            const order expected = {
                "create", "write", "sync", "close", replaces ? "rename" : "rename_to_new", "sync_folder"};
            CHECK(files.log == expected);
            std::filesystem::remove(folder / "one");
        }
}

TEST_CASE(
    "[R82] each call fails in turn, until a run is untouched: no file, nothing temporary, an error that says "
    "why") {
    scratch_folder folder;
    kinds of;
    for (const auto& make : of.all()) {
        std::set<std::string> failed;
        for (std::size_t at = 1;; ++at) {
            breakable_files files;
            files.most_at_once = 40'000;  // so that a write also fails behind one that was short
            files.fails_at = at;
            auto into = make(folder / "one", files);
            try {
                deliver(std::move(into), message, 10'000);
            } catch (const error& why) {
                failed.insert(files.log.back() == "remove" ? files.log[files.log.size() - 2]
                                                           : files.log.back());
                CHECK(why.code() == errc::file_failed);
                CHECK(why.cause() == boost::system::errc::no_space_on_device);
                CHECK(std::string(why.what()).find((folder / "one").string()) != std::string::npos);
                CHECK(folder.names().empty());
                continue;
            }
            CHECK(files.calls < at);
            CHECK(at > 10);
            break;
        }
        CHECK(folder.text("one") == message);
        std::filesystem::remove(folder / "one");
        CHECK(failed.count("create") == 1);
        CHECK(failed.count("rename_to_new") == 1);
        CHECK(failed.count("sync_folder") == 1);
    }
}

TEST_CASE("[R82] a name that is taken is refused before a file is made, and what has it stays as it is") {
    scratch_folder folder;
    kinds of;
    for (const auto& make : of.all()) {
        folder.write("one", "older");
        breakable_files files;
        const auto why = failure_to_deliver(make(folder / "one", files));
        CHECK(why.code() == errc::file_failed);
        CHECK(why.cause() == boost::system::errc::file_exists);
        CHECK(files.log.empty());
        CHECK(folder.text("one") == "older");
        CHECK(folder.names().size() == 1);
    }
}

TEST_CASE("[R82] a name that somebody takes meanwhile is refused too, and is still his") {
    scratch_folder folder;
    kinds of;
    for (const auto& make : of.all()) {
        breakable_files files;
        files.on_call = [&](const std::string& name) {
            if (name == "close") folder.write("one", "his");
        };
        const auto why = failure_to_deliver(make(folder / "one", files));
        CHECK(why.cause() == boost::system::errc::file_exists);
        CHECK(folder.text("one") == "his");
        CHECK(folder.names().size() == 1);
        std::filesystem::remove(folder / "one");
    }
}

TEST_CASE("[R82] replace_existing leaves the older file or the whole new one, whichever call fails") {
    scratch_folder folder;
    kinds of;
    for (const auto& make : of.all(true))
        for (std::size_t at = 1;; ++at) {
            folder.write("one", "older");
            breakable_files files;
            files.fails_at = at;
            bool failed = false;
            try {
                deliver(make(folder / "one", files), message, 10'000);
            } catch (const error& why) {
                CHECK(why.code() == errc::file_failed);
                failed = true;
            }
            const bool named = files.log.back() == "sync_folder";
            CHECK(folder.text("one") == (named ? message : "older"));
            CHECK(folder.names().size() == 1);
            if (!failed) {
                CHECK(at > 8);
                break;
            }
        }
}

TEST_CASE("[R82] after a failure no later octets make half a message a file") {
    scratch_folder folder;
    kinds of;
    for (const auto& make : of.all()) {
        breakable_files files;
        files.fails_at = 2;  // the first write
        auto into = make(folder / "one", files);
        auto one_after_the_other = [&]() -> awaitable<void> {
            int failures = 0;
            for (int at = 0; at < 3; ++at) {
                auto pending = awaitable<void>();
                try {
                    pending = into.write(message);
                    if (pending.valid()) co_await std::move(pending);
                } catch (const error&) {
                    ++failures;
                }
            }
            try {
                auto pending = into.commit();
                if (pending.valid()) co_await std::move(pending);
            } catch (const error&) {
                ++failures;
            }
            CHECK(failures == 4);
        };
        asio::io_context context;
        run(context, one_after_the_other);
        CHECK(folder.names().empty());
    }
}

TEST_CASE(
    "[R82] a message that is abandoned leaves nothing, and a named file then takes the next from its "
    "beginning") {
    scratch_folder folder;
    kinds of;
    for (const auto& make : of.all()) {
        breakable_files files;
        auto into = make(folder / "one", files);
        auto body = [&]() -> awaitable<void> {
            auto pending = into.write(message);
            if (pending.valid()) co_await std::move(pending);
            CHECK(folder.names().size() == 1);
            into.abandon();
            CHECK(folder.names().empty());
            static_cast<void>(co_await give(into, "next", 1));
        };
        asio::io_context context;
        run(context, body);
        CHECK(folder.text("one") == "next");
        CHECK(folder.names().size() == 1);
        std::filesystem::remove(folder / "one");
    }
}

TEST_CASE("[R82] destroyed at each step, before and behind the disk's thread, a file leaves nothing") {
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
                static_cast<void>(co_await give(into, message, 50'000));
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
            CHECK(folder.text("one") == message);
            CHECK(steps > 6);
            break;
        }
        disk.restart();
        disk.poll();
        CHECK(folder.names().empty());
    }
}

TEST_CASE(
    "[R68][R82] cancelled at each step, a file is there exactly if the operation says so, and else nothing "
    "is") {
    int whole_although_cancelled = 0;
    for (int steps = 0;; ++steps) {
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
            static_cast<void>(co_await give(into, message, 50'000));
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

TEST_CASE("[R82] a disk's executor that goes fails the retrieval, and nothing stays") {
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

TEST_CASE("a path that names no file in a folder that is there fails with the system's reason") {
    scratch_folder folder;
    breakable_files files;
    asio::thread_pool disk(1);
    CHECK(failure_to_deliver(blocking_file(folder / "none" / "one")).cause()
          == boost::system::errc::no_such_file_or_directory);
    CHECK(failure_to_deliver(file(folder / "none" / "one", disk)).cause()
          == boost::system::errc::no_such_file_or_directory);
    CHECK(failure_to_deliver(blocking_file(folder / "")).code() == errc::file_failed);
    CHECK(folder.names().empty());
}

}  // namespace popline::test
