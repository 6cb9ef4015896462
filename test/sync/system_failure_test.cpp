// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <sys/stat.h>

#include <cerrno>
#include <map>
#include <popline/error.hpp>

#include "one_delivery.hpp"
#include "stage.hpp"

// A disk that is full, broken or read-only, another file system, and a clock that goes backwards.

namespace popline::test {

namespace {

using boost::system::error_code;

dev_t device_of(const std::filesystem::path& name) {
    struct stat found {};
    return ::stat(name.c_str(), &found) == 0 ? found.st_dev : 0;
}

}  // namespace

TEST_CASE(
    "[R82] a full, broken or read-only disk is said in the system's words, and the next run loses nothing") {
    const std::vector<test_message> messages = {{"a", "small"}, {"b", std::string(80'000, 'm')}};
    const std::vector<delivered> all_stored(2, delivered::stored);
    for (const int code : {ENOSPC, EDQUOT, EIO, EROFS, EACCES}) {
        const error_code with(code, boost::system::system_category());
        for (const auto& kind : delivery_kinds) {
            std::map<std::string, std::size_t> failures;
            for (std::size_t at = 1;; ++at) {
                one_delivery to(kind);
                to.files.fails_at = at;
                to.files.with = with;
                boost::asio::io_context home;
                std::vector<delivery_result> results;
                // A message that does not fit into memory fails in its sink.
                auto body = [&]() -> boost::asio::awaitable<void> {
                    std::vector<received_item> group;
                    std::uint64_t serial = 0;
                    for (const auto& one : messages) {
                        try {
                            co_await receive(to.to(), one, ++serial);
                            group.push_back(received(one, serial));
                        } catch (const error& why) {
                            results.push_back({delivered::failed, {}, why.cause(), why.what()});
                        }
                    }
                    const auto flushed = co_await to.to().flush(std::move(group));
                    results.insert(results.end(), flushed.begin(), flushed.end());
                };
                run(home, body);
                const auto call = to.files.failed.substr(0, to.files.failed.find(' '));
                CAPTURE(to.files.failed);
                CAPTURE(with.message());
                for (const auto& one : results) {
                    if (one.is_durable()) continue;
                    ++failures[call];
                    CHECK(one.cause == with);
                    CHECK(one.words.find(with.message()) != one.words.npos);
                }
                to.finish_jobs();
                if (to.files.calls < at) break;
                to.files.fails_at = 0;
                to.begin_run();
                for (const auto how : ways(to.deliver(messages)))
                    CHECK((how == delivered::stored || how == delivered::existing));
                to.finish_jobs();
                CHECK(to.texts() == std::vector<std::string>{messages[1].text, messages[0].text});
            }
            for (const auto* const call : {"create", "write", "sync_data", "sync_folder", "make_folder"})
                CHECK(failures[call] > 0);
        }
    }
}

TEST_CASE("[R82] a Maildir whose tmp is on another file system is said, and nothing is stored or left") {
    const auto& kind = delivery_kinds[0];
    one_delivery to(kind);
    const scratch_folder other;
    if (device_of(other / "") == device_of(to.folder / "")) return;  // both are on one file system here
    std::filesystem::create_directory(to.folder / "mail");
    std::filesystem::create_directory_symlink(other / "", to.folder / "mail" / "tmp");
    const auto results = to.deliver({{"a", "one"}, {"b", "two"}});
    to.finish_jobs();
    for (const auto& one : results) {
        CHECK(one.how == delivered::failed);
        CHECK(one.cause == boost::system::errc::cross_device_link);
        CHECK_FALSE(one.words.empty());
    }
    CHECK(to.names().empty());
    CHECK(std::filesystem::is_empty(other / ""));
}

TEST_CASE("a clock that goes backwards deletes nothing early, and nothing twice") {
    stage there;
    there.how.delete_after = std::chrono::hours(24);
    there.add("a");
    CHECK(there.run().commits.empty());
    const auto stored_at = there.now;
    there.now = stored_at - std::chrono::hours(24 * 300);
    there.add("b");
    CHECK(there.run().commits.empty());  // `b` was stored long ago, as the clock says later
    there.now = stored_at - std::chrono::hours(24 * 299) - std::chrono::seconds(1);
    CHECK(there.run().commits.empty());
    CHECK(there.server.unique_ids() == std::vector<std::string>{"a", "b"});
    there.now = stored_at + std::chrono::hours(23);
    CHECK(there.run().commits.at(0).deletions == 1);
    CHECK(there.server.unique_ids() == std::vector<std::string>{"a"});
    there.now = stored_at - std::chrono::hours(1);
    CHECK(there.run().commits.empty());
    there.now = stored_at + std::chrono::hours(24);
    CHECK(there.run().commits.at(0).deletions == 1);
    CHECK(there.run().commits.empty());
    CHECK(there.delivery.stored.size() == 2);
    CHECK(count_in(there.diary, "deleted") == 2);
}

TEST_CASE("a clock that goes backwards during a run neither keeps it from ending nor from trying again") {
    stage there;
    there.add("abc");
    there.how.delete_after = std::chrono::seconds(0);
    there.how.group.messages = 1;
    there.how.clock = [&there] { return there.now -= std::chrono::hours(1); };
    there.server.refuse_nth("AUTH", 1, "[IN-USE] busy");
    const auto result = there.run();
    CHECK(result.is_complete());
    CHECK(result.sessions == 2);
    CHECK(there.delivery.stored.size() == 3);
    CHECK(there.server.messages().empty());
}

}  // namespace popline::test
