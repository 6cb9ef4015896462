// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <memory>
#include <optional>
#include <popline/error.hpp>
#include <set>

#include "one_delivery.hpp"

// The deliveries into files, with each system call failing in turn, cancelled and destroyed at each step.

namespace popline::test {

namespace {

namespace asio = boost::asio;
using boost::asio::awaitable;

const std::vector<test_message> mixed = {{"a", "small"}, {"b", std::string(150'000, 'm')}, {"c", ""}};

/// Delivers messages as one group. A message whose sink throws is in no group, and its outcome is `failed`.
awaitable<void> deliver_what_comes(delivery& to, const std::vector<test_message>& what, std::uint64_t first,
                                   std::vector<delivered>& outcomes, std::set<std::string>& causes) {
    std::vector<received_item> group;
    std::vector<std::size_t> places;
    outcomes.assign(what.size(), delivered::failed);
    for (std::size_t at = 0; at < what.size(); ++at) {
        const auto serial = first + at;
        try {
            co_await receive(to, what[at], serial);
        } catch (const error& why) {
            CHECK(why.code() == errc::file_failed);
            causes.insert(why.cause().message());
            continue;
        }
        group.push_back(received(what[at], serial));
        places.push_back(at);
    }
    const auto results = co_await to.flush(std::move(group));
    for (std::size_t at = 0; at < results.size(); ++at) {
        outcomes[places[at]] = results[at].how;
        CHECK(results[at].is_durable() == !results[at].cause);
        CHECK(results[at].is_durable() == results[at].words.empty());
        CHECK(results[at].is_durable() == !results[at].place.empty());
        if (results[at].cause) causes.insert(results[at].cause.message());
        if (results[at].is_durable()) CHECK(text_of(results[at].place) == what[places[at]].text);
    }
}

std::vector<std::string> texts_of(const std::vector<test_message>& what,
                                  const std::vector<delivered>& outcomes) {
    std::vector<std::string> made;
    for (std::size_t at = 0; at < what.size(); ++at)
        if (outcomes[at] != delivered::failed) made.push_back(what[at].text);
    std::sort(made.begin(), made.end());
    return made;
}

}  // namespace

TEST_CASE(
    "[R82][R94] whichever call fails, a file exists exactly for each message that is reported as stored, and "
    "no temporary file stays") {
    for (const auto& kind : delivery_kinds) {
        CAPTURE(kind.name);
        std::set<std::string> failed_calls;
        for (std::size_t at = 1;; ++at) {
            CAPTURE(at);
            one_delivery to(kind);
            to.files.fails_at = at;
            to.files.most_at_once = 40'000;  // so that a write also fails after a short one
            std::vector<delivered> outcomes;
            std::set<std::string> causes;
            asio::io_context home;
            auto body = [&]() -> awaitable<void> {
                return deliver_what_comes(to.to(), mixed, 1, outcomes, causes);
            };
            run(home, body);
            const auto call = to.files.failed.substr(0, to.files.failed.find(' '));
            CAPTURE(to.files.failed);
            to.finish_jobs();
            CHECK(to.texts() == texts_of(mixed, outcomes));
            CHECK(to.temporary_files().empty());
            const auto failures = std::count(outcomes.begin(), outcomes.end(), delivered::failed);
            if (to.files.calls < at) {
                CHECK(failures == 0);
                break;
            }
            if (failures > 0) failed_calls.insert(call);
            if (failures > 0)
                CHECK(causes
                      == std::set<std::string>{
                          make_error_code(boost::system::errc::no_space_on_device).message()});
            // A call for one file fails its message alone; a call for a folder fails all.
            if (call == "create" || call == "write" || call == "sync_data" || call == "close")
                CHECK(failures == 1);
            if (call == "sync_folder" || call == "make_folder") CHECK(failures == 3);
            // The first listing only looks for old temporary files.
            if (call == "list")
                CHECK(failures == (to.files.failed == std::string("list ") + kind.temporary ? 0 : 3));
            // The next run stores what is missing.
            to.files.fails_at = 0;
            to.begin_run();
            run(home, [&]() -> awaitable<void> {
                return deliver_what_comes(to.to(), mixed, 11, outcomes, causes);
            });
            to.finish_jobs();
            CHECK(std::count(outcomes.begin(), outcomes.end(), delivered::failed) == 0);
            CHECK(to.texts() == texts_of(mixed, outcomes));
            CHECK(to.temporary_files().empty());
        }
        std::set<std::string> expected = {"close",     "create",      "make_folder",
                                          "sync_data", "sync_folder", "write"};
        if (std::string(kind.final) == "new") expected.insert("list");
        CHECK(failed_calls == expected);
    }
}

TEST_CASE(
    "[R118] whichever call fails while messages are found, no file is lost, and none is reported that was "
    "not synced") {
    for (const auto& kind : delivery_kinds) {
        CAPTURE(kind.name);
        for (std::size_t at = 1;; ++at) {
            CAPTURE(at);
            one_delivery to(kind);
            to.deliver(mixed);
            to.begin_run();
            to.files.calls = 0;
            to.files.fails_at = at;
            to.files.story.clear();
            std::vector<delivered> outcomes;
            std::set<std::string> causes;
            asio::io_context home;
            auto body = [&]() -> awaitable<void> {
                return deliver_what_comes(to.to(), mixed, 1, outcomes, causes);
            };
            run(home, body);
            CAPTURE(to.files.failed);
            const auto call = to.files.failed.substr(0, to.files.failed.find(' '));
            to.finish_jobs();
            CHECK(to.temporary_files().empty());
            // A file that cannot be read is taken for another message, so the message is stored again.
            auto expected = texts_of(mixed, std::vector<delivered>(3, delivered::stored));
            for (std::size_t one = 0; one < mixed.size(); ++one)
                if (outcomes[one] == delivered::stored) expected.push_back(mixed[one].text);
            std::sort(expected.begin(), expected.end());
            CHECK(to.texts() == expected);
            if (to.files.calls < at) {
                CHECK(outcomes == std::vector<delivered>(3, delivered::existing));
                break;
            }
            const auto failures = std::count(outcomes.begin(), outcomes.end(), delivered::failed);
            if (call == "sync") CHECK(failures == 1);
            if (call == "sync_folder") CHECK(failures == 3);
        }
    }
}

TEST_CASE(
    "[R82] if the context is destroyed at any step of a flush, no temporary file stays and each file is "
    "whole") {
    for (const auto& kind : delivery_kinds)
        for (int steps = 0;; ++steps) {
            CAPTURE(steps);
            scratch_folder folder(folder_in_memory);
            breakable_files files;
            asio::io_context disk;
            bool done = false;
            {
                const auto to = kind.make(folder / "mail", disk.get_executor(), files);
                asio::io_context home;
                auto body = [&]() -> awaitable<void> {
                    const auto results = co_await deliver_group(*to, mixed);
                    CHECK(ways(results) == std::vector<delivered>(3, delivered::stored));
                    done = true;
                };
                asio::co_spawn(home, body(), [](const std::exception_ptr&) {});
                for (int step = 0; step < steps; ++step) {
                    home.restart();
                    disk.restart();
                    static_cast<void>(step % 2 == 0 ? home.poll_one() : disk.poll_one());
                }
            }
            disk.restart();
            disk.poll();
            std::multiset<std::string> left;
            std::error_code ignored;
            for (const auto& one : std::filesystem::recursive_directory_iterator(folder / "mail", ignored)) {
                CHECK_FALSE(one.path().filename().native().starts_with(".popline-"));
                if (one.is_regular_file()) left.insert(text_of(one.path()));
            }
            for (const auto& text : left)
                CHECK((text.empty() || text == mixed[0].text || text == mixed[1].text));
            if (done) {
                CHECK(left.size() == 3);
                CHECK(steps > 6);
                break;
            }
        }
}

TEST_CASE(
    "[R68][R82] a flush that is cancelled at any step returns its results, or throws and leaves no file") {
    for (const auto& kind : delivery_kinds) {
        int whole_although_cancelled = 0;
        for (int steps = 1;; ++steps) {
            CAPTURE(steps);
            scratch_folder folder(folder_in_memory);
            breakable_files files;
            asio::io_context disk;
            asio::io_context home;
            asio::cancellation_signal cancel;
            const auto to = kind.make(folder / "mail", disk.get_executor(), files);
            std::optional<std::vector<delivery_result>> results;
            bool over = false;
            auto body = [&]() -> awaitable<void> { results = co_await deliver_group(*to, mixed); };
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
            to->drop();
            disk.restart();
            disk.poll();
            std::size_t files_left = 0;
            std::error_code ignored;
            for (const auto& one : std::filesystem::recursive_directory_iterator(folder / "mail", ignored)) {
                CHECK_FALSE(one.path().filename().native().starts_with(".popline-"));
                files_left += one.is_regular_file() ? 1 : 0;
            }
            CHECK(files_left == (results ? 3U : 0U));
            if (results) CHECK(ways(*results) == std::vector<delivered>(3, delivered::stored));
            if (over_before) break;
            if (results) ++whole_although_cancelled;
        }
        CHECK(whole_although_cancelled > 0);
    }
}

TEST_CASE(
    "[R82] if the context for the disk is destroyed, a flush and a large message fail, and no file stays") {
    for (const auto& kind : delivery_kinds)
        for (const bool in_the_flush : {false, true}) {
            scratch_folder folder(folder_in_memory);
            breakable_files files;
            asio::io_context home;
            auto disk = std::make_unique<asio::io_context>();
            const auto to = kind.make(folder / "mail", disk->get_executor(), files);
            std::optional<error> why;
            auto body = [&]() -> awaitable<void> {
                const test_message one{"a", std::string(in_the_flush ? 100 : 100'000, 'x')};
                try {
                    co_await receive(*to, one, 1);
                    std::vector<received_item> group = {received(one, 1)};
                    static_cast<void>(co_await to->flush(std::move(group)));
                } catch (const error& failure) {
                    why = failure;
                }
            };
            asio::co_spawn(home, body(), [](const std::exception_ptr&) {});
            home.poll();
            disk.reset();
            home.restart();
            home.poll();
            REQUIRE(why);
            CHECK(why->code() == errc::file_failed);
            CHECK_FALSE(std::filesystem::exists(folder / "mail"));
        }
}

}  // namespace popline::test
