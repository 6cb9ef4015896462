// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <popline/sync/sqlite_ledger.hpp>
#include <random>
#include <string>

#include "sinks/scratch_folder.hpp"
#include "sync/blocking_ledger.hpp"

namespace popline::test {

namespace asio = boost::asio;

namespace {

constexpr std::size_t group_size = 16;

std::vector<stored_message> group_of(int number) {
    std::vector<stored_message> made;
    for (std::size_t at = 0; at < group_size; ++at)
        made.push_back(stored(std::to_string(number) + "/" + std::to_string(at), 1));
    return made;
}

/// A process that records one group after another, and reports each one after it is recorded. It ends when it
/// is killed or when a change fails.
class recorder {
  public:
    recorder(const std::filesystem::path& file, int first) {
        REQUIRE(::pipe(report_) == 0);
        process_ = ::fork();
        REQUIRE(process_ >= 0);
        if (process_ == 0) {
            ::close(report_[0]);
            ::_exit(record(file, first));
        }
        ::close(report_[1]);
    }
    recorder(const recorder&) = delete;
    recorder& operator=(const recorder&) = delete;
    ~recorder() {
        ::close(report_[0]);
        if (process_ > 0) end();
    }

    /// Waits for the next report. Returns false if the process has ended.
    bool wait() {
        char one = 0;
        return ::read(report_[0], &one, 1) == 1;
    }
    /// Kills the process. Returns how many reports it has made that were not waited for.
    int end() {
        ::kill(process_, SIGKILL);
        ::waitpid(std::exchange(process_, 0), nullptr, 0);
        int more = 0;
        while (wait())
            ++more;
        return more;
    }
    int exit_status() {
        int status = 0;
        ::waitpid(std::exchange(process_, 0), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

  private:
    int record(const std::filesystem::path& file, int number) const {
        asio::thread_pool disk(1);
        sqlite_ledger of(file, disk);
        blocking_ledger book(of);
        try {
            const auto lease = book.begin("a").lease;
            for (;; ++number) {
                book.record(lease, group_of(number));
                if (::write(report_[1], "r", 1) != 1) return 2;
            }
        } catch (const error& why) {
            return why.code() == errc::fenced ? 0 : 1;
        }
    }

    int report_[2] = {-1, -1};
    pid_t process_ = 0;
};

}  // namespace

TEST_CASE("every group that was reported as recorded is there after the process was killed") {
    const scratch_folder folder;
    std::mt19937 draw(18);
    int reported = 0;
    for (int round = 0; round < 20; ++round) {
        CAPTURE(round);
        {
            recorder child(folder / "ledger", reported);
            for (auto more = draw() % 12 + 1; more > 0; --more) {
                REQUIRE(child.wait());
                ++reported;
            }
            reported += child.end();
        }
        asio::thread_pool disk(1);
        sqlite_ledger of(folder / "ledger", disk);
        const auto known = blocking_ledger(of).begin("a").known;
        for (int number = 0; number < reported; ++number)
            for (const auto& one : group_of(number))
                REQUIRE(known.find(one.unique_id) == std::vector{one});
        // The last group may be there without a report, and then as a whole.
        const auto count = static_cast<std::size_t>(reported) * group_size;
        CHECK((known.size() == count || known.size() == count + group_size));
    }
}

TEST_CASE("two processes use one file, and the later run of an account fences the earlier one") {
    const scratch_folder folder;
    recorder child(folder / "ledger", 0);
    REQUIRE(child.wait());
    asio::thread_pool disk(1);
    sqlite_ledger of(folder / "ledger", disk);
    blocking_ledger book(of);
    const auto other = book.begin("b").lease;
    for (int number = 0; number < 10; ++number) {
        book.record(other, group_of(number));
        REQUIRE(child.wait());
    }
    const auto state = book.begin("a");
    CHECK(state.known.size() % group_size == 0);
    while (child.wait()) {}
    CHECK(child.exit_status() == 0);
    CHECK(book.begin("a").known.size() == state.known.size());
    CHECK(book.begin("b").known.size() == 10 * group_size);
}

TEST_CASE("many processes make one new file at the same time") {
    for (int round = 0; round < 5; ++round) {
        const scratch_folder folder;
        std::vector<pid_t> processes;
        for (int number = 0; number < 6; ++number) {
            const auto process = ::fork();
            REQUIRE(process >= 0);
            if (process == 0) {
                asio::thread_pool disk(1);
                sqlite_ledger of(folder / "ledger", disk);
                blocking_ledger book(of);
                const auto failure = refused([&] {
                    const auto lease = book.begin("account " + std::to_string(number)).lease;
                    book.record(lease, group_of(number));
                });
                static_cast<void>(std::fputs(failure.words.c_str(), stderr));
                ::_exit(failure.words.empty() ? 0 : 1);
            }
            processes.push_back(process);
        }
        for (const auto process : processes) {
            int status = 0;
            ::waitpid(process, &status, 0);
            CHECK(status == 0);
        }
        asio::thread_pool disk(1);
        sqlite_ledger of(folder / "ledger", disk);
        for (int number = 0; number < 6; ++number)
            CHECK(blocking_ledger(of).begin("account " + std::to_string(number)).known.size() == group_size);
    }
}

}  // namespace popline::test
