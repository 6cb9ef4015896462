// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/asio/thread_pool.hpp>
#include <cerrno>
#include <popline/error.hpp>
#include <popline/sync/command_delivery.hpp>
#include <popline/sync/lmtp_delivery.hpp>
#include <popline/sync/mbox_delivery.hpp>

#include "sinks/scratch_folder.hpp"
#include "sync/delivering.hpp"
#include "sync/lmtp_peer.hpp"
#include "sync/spool_calls.hpp"

// The disk of the temporary files is full while a delivery spools messages there.

namespace popline::test {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// The calls of the system. The call with the number `fails_at` fails; a write has then written a part.
class failing_spool final : public syncing::spool_calls {
  public:
    using spool_calls::spool_calls;

    int create(const std::filesystem::path& folder, error_code& failure) override {
        if (++made != fails_at) return spool_calls::create(folder, failure);
        failure = with;
        return -1;
    }
    std::size_t write(int file, std::uint64_t at, std::string_view bytes, error_code& failure) override {
        const bool fails = ++made == fails_at;
        const auto count = spool_calls::write(file, at, bytes.substr(0, (bytes.size() + 1) / 2), failure);
        if (fails) failure = with;
        return fails ? 0 : count;
    }

    std::size_t made = 0;
    std::size_t fails_at = 0;
    error_code with;
};

enum class destination { mbox, command, lmtp };

/// A delivery that spools its messages, and what came to its destination.
class spooling_delivery {
  public:
    explicit spooling_delivery(destination kind) {
        const auto spool_folder = folder / "";
        if (kind == destination::mbox)
            to_ = std::make_unique<mbox_delivery>(folder / "all", disk_,
                                                  mbox_options{.spool_folder = spool_folder});
        if (kind == destination::command)
            to_ = std::make_unique<command_delivery>(
                std::vector<std::string>{"/bin/sh", "-c", "cat >>\"$0\"", folder / "all"}, disk_,
                command_options{.spool_folder = spool_folder});
        if (kind == destination::lmtp) {
            lmtp_options how;
            how.spool_folder = spool_folder;
            to_ = std::make_unique<lmtp_delivery>(lmtp_server{.socket = folder / "socket"},
                                                  std::vector<std::string>{"ada"}, disk_, how);
        }
        there_ = std::make_unique<delivering>(*to_);
        if (kind == destination::lmtp) peer_.listen(there_->context);
    }

    /// Delivers messages as one group. Returns those that were not stored, after it has checked what is said
    /// of them.
    std::vector<std::string> deliver(const std::vector<std::string>& messages) {
        std::vector<std::string> given, failed;
        for (const auto& one : messages) {
            try {
                there_->receive(one);
                given.push_back(one);
            } catch (const error& why) {
                check(why.code(), why.what());
                failed.push_back(one);
            }
        }
        const auto results = there_->flush();
        REQUIRE(results.size() == given.size());
        for (std::size_t at = 0; at < given.size(); ++at) {
            if (results[at].how == delivered::stored) continue;
            CHECK(results[at].how == delivered::failed);
            check(results[at].cause, results[at].words);
            failed.push_back(given[at]);
        }
        return failed;
    }
    /// How often a text has come.
    std::size_t count(const std::string& text) const {
        auto all = folder.text("all");
        for (const auto& one : peer_.messages)
            all += one.text;
        std::size_t found = 0;
        for (auto at = all.find(text); at != all.npos; at = all.find(text, at + 1))
            ++found;
        return found;
    }

  private:
    void check(const error_code& code, const std::string& words) const {
        CAPTURE(words);
        CHECK(code == errc::file_failed);
        CHECK(words.find("a temporary file in " + (folder / "").native()) != words.npos);
        CHECK(words.find(calls.with.message()) != words.npos);
    }

    scratch_folder folder{folder_in_memory};
    lmtp_peer peer_{folder / "socket"};
    asio::thread_pool disk_{1};

  public:
    failing_spool& calls = asio::make_service<failing_spool>(disk_);

  private:
    std::unique_ptr<delivery> to_;
    std::unique_ptr<delivering> there_;
};

}  // namespace

TEST_CASE("[R82] a full disk of temporary files is said with its folder, and the next flush loses nothing") {
    const std::vector<std::string> messages = {"the first\r\n", "the large\r\n" + std::string(150'000, 'x'),
                                               "the last\r\n"};
    for (const int code : {ENOSPC, EDQUOT})
        for (const auto kind : {destination::mbox, destination::command, destination::lmtp}) {
            CAPTURE(code);
            CAPTURE(static_cast<int>(kind));
            std::size_t failures = 0;
            for (std::size_t at = 1;; ++at) {
                CAPTURE(at);
                spooling_delivery to(kind);
                to.calls.with = error_code(code, boost::system::system_category());
                to.calls.fails_at = at;
                const auto failed = to.deliver(messages);
                for (const auto& one : messages) {
                    const bool has_failed = std::find(failed.begin(), failed.end(), one) != failed.end();
                    CHECK(to.count(one.substr(0, 8)) == (has_failed ? 0 : 1));
                }
                const bool is_last = to.calls.made < at;
                CHECK(failed.empty() == is_last);
                failures += failed.size();
                CHECK(to.deliver(failed).empty());
                for (const auto& one : messages)
                    CHECK(to.count(one.substr(0, 8)) == 1);
                if (is_last) break;
            }
            CHECK(failures >= 3);
        }
}

}  // namespace popline::test
