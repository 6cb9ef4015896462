// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <popline/sha256.hpp>
#include <popline/sync/delivery.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "sinks/breakable_files.hpp"
#include "sinks/deliver.hpp"
#include "sinks/scratch_folder.hpp"
#include "sync/sync_access.hpp"

namespace popline::test {

/// A message that a test delivers.
struct test_message {
    std::string id;
    std::string text;
    std::string account = "ada";
};

inline sha256::digest digest_of(const std::string& text) {
    sha256 sum;
    sum.update(text);
    return sum.finish();
}

inline delivery_item item_of(const test_message& what, std::uint64_t serial) {
    return {serial, what.account, what.id, what.text.size()};
}

inline received_item received(const test_message& what, std::uint64_t serial) {
    return {item_of(what, serial), what.text.size(), digest_of(what.text)};
}

/// Passes a message to a delivery, as a retrieval does.
inline boost::asio::awaitable<void> receive(delivery& to, test_message what, std::uint64_t serial,
                                            std::size_t piece = 10'000) {
    auto into = to.open(item_of(what, serial));
    static_cast<void>(co_await give(into, what.text, piece));
}

/// Receives messages, the first one with the serial number `first`, and then flushes them as one group.
inline boost::asio::awaitable<std::vector<delivery_result>> deliver_group(delivery& to,
                                                                          std::vector<test_message> what,
                                                                          std::uint64_t first = 1) {
    std::vector<received_item> group;
    for (const auto& one : what) {
        co_await receive(to, one, first);
        group.push_back(received(one, first++));
    }
    co_return co_await to.flush(std::move(group));
}

inline std::string text_of(const std::filesystem::path& name) {
    std::ifstream from(name, std::ios::binary);
    std::ostringstream made;
    made << from.rdbuf();
    return made.str();
}

/// A kind of delivery, and where its files are.
struct delivery_kind {
    std::unique_ptr<delivery> (*make)(std::filesystem::path, boost::asio::any_io_executor,
                                      sinks::file_system&);
    const char* name;
    const char* temporary;  ///< the folder of the temporary files, below the folder of the delivery
    const char* final;      ///< the folder of the files with their final names
};

inline const delivery_kind delivery_kinds[] = {
    {&sync_access::make<maildir_delivery>, "maildir", "tmp", "new"},
    {&sync_access::make<folder_delivery>, "folder", ".", "."},
};

/// A delivery into an empty folder, with a pool of one thread and system calls that can fail.
class one_delivery {
  public:
    explicit one_delivery(const delivery_kind& of) : kind_(of) {
        files.below = folder / "mail";
        begin_run();
    }

    /// Ends the run and begins another one, with a new delivery.
    void begin_run() {
        to_.reset();
        finish_jobs();
        to_ = kind_.make(folder / "mail", disk_->get_executor(), files);
    }
    delivery& to() { return *to_; }

    std::vector<delivery_result> deliver(const std::vector<test_message>& what) {
        boost::asio::io_context home;
        std::vector<delivery_result> results;
        const auto first = next_;
        next_ += what.size();
        auto body = [&]() -> boost::asio::awaitable<void> {
            results = co_await deliver_group(*to_, what, first);
        };
        run(home, body);
        return results;
    }

    /// Waits for all jobs of the executor of file work.
    void finish_jobs() {
        disk_->join();
        disk_ = std::make_unique<boost::asio::thread_pool>(1);
    }

    /// The bytes of all files with their final names, sorted.
    std::vector<std::string> texts() const {
        std::vector<std::string> found;
        for (const auto& name : names())
            found.push_back(text_of(name));
        std::sort(found.begin(), found.end());
        return found;
    }
    std::vector<std::filesystem::path> names() const { return in(kind_.final, false); }
    std::vector<std::filesystem::path> temporary_files() const { return in(kind_.temporary, true); }

    scratch_folder folder{folder_in_memory};
    breakable_files files;

  private:
    std::vector<std::filesystem::path> in(const char* where, bool temporary) const {
        std::vector<std::filesystem::path> found;
        std::error_code ignored;
        for (const auto& one : std::filesystem::directory_iterator(folder / "mail" / where, ignored))
            if (one.path().filename().native().starts_with(".popline-") == temporary && !one.is_directory())
                found.push_back(one.path());
        std::sort(found.begin(), found.end());
        return found;
    }

    const delivery_kind& kind_;
    std::unique_ptr<boost::asio::thread_pool> disk_ = std::make_unique<boost::asio::thread_pool>(1);
    std::unique_ptr<delivery> to_;
    std::uint64_t next_ = 1;
};

inline std::vector<delivered> ways(const std::vector<delivery_result>& results) {
    std::vector<delivered> made;
    for (const auto& one : results)
        made.push_back(one.how);
    return made;
}

}  // namespace popline::test
