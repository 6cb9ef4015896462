// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <popline/sync/delivery.hpp>
#include <vector>

#include "sync/file_writer.hpp"

namespace popline::syncing {

/// Makes the messages of one group durable: writes the rest of each file, syncs the data of the files side by
/// side, gives each file its name, and syncs each folder once. It runs on the executor of file work.
///
/// One job does the work and other jobs help it with the syncs. The job waits for a helper only while that
/// helper syncs a file. So it also ends if the executor has a single thread and runs no helper.
class group_commit {
  public:
    static constexpr std::size_t most_side_by_side = 8;

    /// Gives the work up when the coroutine that began it is gone. Files that have no name yet are removed.
    class owner {
      public:
        explicit owner(group_commit& of) noexcept : of_(of) {}
        owner(const owner&) = delete;
        owner& operator=(const owner&) = delete;
        ~owner() { of_.is_given_up_ = true; }

      private:
        group_commit& of_;
    };

    /// An element of `messages` is null if the delivery does not know the message.
    group_commit(std::shared_ptr<file_writer> by, std::vector<received_item> group,
                 std::vector<std::shared_ptr<incoming_message>> messages);

    /// The job. Blocks.
    static void run(const std::shared_ptr<group_commit>& work) noexcept;
    /// The results, after the job has run. Throws what the job threw.
    std::vector<delivery_result> take_results();

  private:
    struct entry {
        std::shared_ptr<incoming_message> message;
        std::size_t same_as;  // the first entry with the same message; its own index if it is the first
        std::filesystem::path place;  // the name of the file; empty as long as there is none
        bool is_found = false;        // the file at `place` was there before
        std::exception_ptr failure;
    };

    void find_same();
    void sync_all(const std::shared_ptr<group_commit>& work) noexcept;
    static void post_helper(const std::shared_ptr<group_commit>& work) noexcept;
    bool sync_next() noexcept;
    void make_durable(std::size_t at);
    void accept(std::size_t at, const found_file& found);
    void name_all();
    void name(std::size_t at);
    void sync_folders();
    void tell_layout();
    void fail(std::exception_ptr why) noexcept;
    void take_back(entry& of) noexcept;
    std::vector<delivery_result> make_results() const;
    delivery_result result_of(std::size_t at) const;

    std::shared_ptr<file_writer> by_;
    std::vector<received_item> group_;
    std::vector<entry> entries_;
    layout* layout_ = nullptr;
    std::exception_ptr failure_;
    std::vector<delivery_result> results_;
    std::atomic<bool> is_given_up_ = false;

    std::mutex guard_;
    std::condition_variable idle_;
    std::size_t next_ = 0;  // the next file to sync
    std::size_t busy_ = 0;  // how many jobs sync a file now
};

}  // namespace popline::syncing
