// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <sys/stat.h>

#include "file_kinds.hpp"

namespace popline::test {

TEST_CASE("[R82] a file has the bytes of the message, also of an empty one, and only its owner may read it") {
    scratch_folder folder;
    kinds of;
    for (const auto& make : of.all())
        for (const auto size : {0U, 1U, 65'535U, 65'536U, 65'537U, 150'000U})
            for (const auto piece : {1'000U, 65'536U, 150'000U}) {
                CAPTURE(size);
                breakable_files files;
                files.most_at_once = 50'000;  // a write may take fewer bytes than it is given
                const auto octets = large_message.substr(0, size);
                deliver(make(folder / "one", files), octets, piece);
                CHECK(folder.text("one") == octets);
                CHECK(folder.names() == std::set<std::string>{"one"});
                struct stat facts {};
                CHECK(::stat((folder / "one").c_str(), &facts) == 0);
                CHECK((facts.st_mode & 0777) == 0600);
                std::filesystem::remove(folder / "one");
            }
}

TEST_CASE("[R94] the calls come in this order: write, sync, close, rename, sync_folder") {
    scratch_folder folder;
    kinds of;
    for (const auto what : {existing::refuse, existing::replace})
        for (const auto& make : of.all(what)) {
            breakable_files files;
            deliver(make(folder / "one", files), large_message, 10'000);
            std::vector<std::string> expected = {
                "create", "write", "sync", "close",
                what == existing::replace ? "rename" : "rename_unless_taken"};
            if (what != existing::replace && !can_rename_unless_taken())
                expected.insert(expected.end(), {"link", "remove"});
            expected.push_back("sync_folder");
            CHECK(files.log == expected);
            std::filesystem::remove(folder / "one");
        }
}

TEST_CASE("[R82] a name that is taken is refused before a file is made, and the older file stays unchanged") {
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

TEST_CASE("[R82] a name that another program takes during the retrieval is refused, and its file stays") {
    scratch_folder folder;
    kinds of;
    for (const auto& make : of.all()) {
        breakable_files files;
        files.on_call = [&](const std::string& name) {
            if (name == "close") folder.write("one", "theirs");
        };
        const auto why = failure_to_deliver(make(folder / "one", files));
        CHECK(why.cause() == boost::system::errc::file_exists);
        CHECK(folder.text("one") == "theirs");
        CHECK(folder.names().size() == 1);
        std::filesystem::remove(folder / "one");
    }
}

TEST_CASE("[R82] after a failed write, later bytes do not become a file") {
    scratch_folder folder;
    kinds of;
    for (const auto& make : of.all()) {
        breakable_files files;
        files.fails_at = 2;  // the first write
        auto into = make(folder / "one", files);
        auto one_after_the_other = [&]() -> boost::asio::awaitable<void> {
            int failures = 0;
            for (int at = 0; at < 3; ++at) {
                maybe_awaitable pending;
                try {
                    pending = into.write(large_message);
                    if (pending) co_await *std::move(pending);
                } catch (const error&) {
                    ++failures;
                }
            }
            try {
                auto pending = into.commit();
                if (pending) co_await *std::move(pending);
            } catch (const error&) {
                ++failures;
            }
            CHECK(failures == 4);
        };
        boost::asio::io_context context;
        run(context, one_after_the_other);
        CHECK(folder.names().empty());
    }
}

TEST_CASE(
    "[R82] a message that is abandoned leaves nothing, and the same sink then stores the next message "
    "whole") {
    scratch_folder folder;
    kinds of;
    for (const auto& make : of.all()) {
        breakable_files files;
        auto into = make(folder / "one", files);
        auto body = [&]() -> boost::asio::awaitable<void> {
            auto pending = into.write(large_message);
            if (pending) co_await *std::move(pending);
            CHECK(folder.names().size() == 1);
            into.abandon();
            CHECK(folder.names().empty());
            static_cast<void>(co_await give(into, "next", 1));
        };
        boost::asio::io_context context;
        run(context, body);
        CHECK(folder.text("one") == "next");
        CHECK(folder.names().size() == 1);
        std::filesystem::remove(folder / "one");
    }
}

TEST_CASE("a path in a missing folder, or without a file name, fails with the system's code") {
    scratch_folder folder;
    breakable_files files;
    boost::asio::thread_pool disk(1);
    CHECK(failure_to_deliver(blocking_file(folder / "none" / "one")).cause()
          == boost::system::errc::no_such_file_or_directory);
    CHECK(failure_to_deliver(file(folder / "none" / "one", disk)).cause()
          == boost::system::errc::no_such_file_or_directory);
    CHECK(failure_to_deliver(blocking_file(folder / "")).code() == errc::file_failed);
    CHECK(folder.names().empty());
}

}  // namespace popline::test
