// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <popline/sync/collect.hpp>
#include <popline/sync/maildir_delivery.hpp>
#include <popline/sync/sqlite_ledger.hpp>

#include "sinks/scratch_folder.hpp"
#include "sync/office.hpp"

namespace popline::test {

namespace {

/// Lets the process have few files open.
class few_open_files {
  public:
    explicit few_open_files(rlim_t most) {
        REQUIRE(getrlimit(RLIMIT_NOFILE, &before_) == 0);
        const rlimit now{most, before_.rlim_max};
        REQUIRE(setrlimit(RLIMIT_NOFILE, &now) == 0);
    }
    few_open_files(const few_open_files&) = delete;
    few_open_files& operator=(const few_open_files&) = delete;
    ~few_open_files() { setrlimit(RLIMIT_NOFILE, &before_); }

  private:
    rlimit before_{};
};

std::size_t files_in(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

}  // namespace

TEST_CASE("many accounts with Maildirs share one SQLite file, and a process that may open few files") {
    constexpr int many = 16;
    constexpr int messages = 30;
    const scratch_folder folder;
    boost::asio::thread_pool disk(8);
    sqlite_ledger ledger(folder / "ledger", disk);
    office there;
    for (int number = 0; number < many; ++number) {
        there.add(there.first, number, messages);
        auto& one = there.accounts.back();
        one.book = &ledger;
        // With a long age, groups are as large as they may be.
        one.how.group.age = std::chrono::minutes(1);
        const auto opens = [to = folder / one.of.name, &disk] {
            return std::make_unique<maildir_delivery>(to, disk);
        };
        one.open = opens;
    }
    there.how.sessions_per_host = many;
    // The server has a socket for each session, too.
    const few_open_files limit(200);
    const auto result = there.run();
    CHECK(result.counts.complete == many);
    CHECK(result.counts.messages == many * messages);
    CHECK(result.counts.sessions == many);
    for (const auto& one : there.accounts)
        CHECK(files_in(folder / one.of.name / "new") == messages);
    const auto again = there.run();
    CHECK(again.counts.complete == many);
    CHECK(again.counts.messages == 0);
}

}  // namespace popline::test
