// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <popline/maybe_awaitable.hpp>
#include <string_view>
#include <vector>

#include "sync/incoming_message.hpp"
#include "sync/preparation.hpp"

namespace popline::syncing {

/// Writes messages to their temporary files, on the executor of file work.
///
/// A small message is queued when it is whole; one job at a time writes the queued messages, and takes its
/// turn with the other jobs of the executor after each message. A message that does not fit into its buffer
/// is written as it comes, and its sink waits for that. The sink also waits if too many bytes are queued.
///
/// Each job owns the writer. The executor's context must live until the last call.
class file_writer {
  public:
    static constexpr std::size_t most_written_per_job = 16;
    static constexpr std::size_t most_bytes_queued = std::size_t{1} << 20;

    file_writer(std::unique_ptr<layout> of, sinks::file_system& system, boost::asio::any_io_executor disk)
        : folders_(std::move(of)), system_(system), disk_(std::move(disk)) {}

    preparation& folders() noexcept { return folders_; }
    sinks::file_system& system() noexcept { return system_; }
    const boost::asio::any_io_executor& disk() const noexcept { return disk_; }

    /// Writes the buffer of an open message and fills it again, until all remaining bytes are in the buffer.
    static boost::asio::awaitable<void> write_rest(std::shared_ptr<file_writer> by,
                                                   std::shared_ptr<incoming_message> of,
                                                   std::string_view rest);
    /// Queues a whole message. The result is to be awaited if too many bytes are queued.
    static maybe_awaitable queue(const std::shared_ptr<file_writer>& by,
                                 const std::shared_ptr<incoming_message>& whole);
    /// Removes the files of messages that are not needed any more.
    void discard(std::vector<std::shared_ptr<incoming_message>> what) noexcept;

    /// Syncs a file that was there before. A file is never accepted again if it could not be synced once, or
    /// if its folder could not: a second sync can succeed although bytes or names are lost. Blocks.
    sinks::file_system::error_code sync_found(const found_file& file);
    /// Notes that a sync of this file or folder has failed.
    void note_failed_sync(const std::filesystem::path& of, sinks::file_system::error_code failure);

    /// Runs a job on the executor of file work, and waits for it.
    /// Throws `errc::file_failed` if the context of that executor has ended.
    static boost::asio::awaitable<void> run(std::shared_ptr<file_writer> by, std::function<void()> job);

  private:
    struct queued {
        std::shared_ptr<incoming_message> message;
        std::size_t bytes;
    };

    static boost::asio::awaitable<void> write_now(std::shared_ptr<file_writer> by,
                                                  std::shared_ptr<incoming_message> whole);
    static bool post_job(const std::shared_ptr<file_writer>& by) noexcept;
    static void write_queued(const std::shared_ptr<file_writer>& by) noexcept;
    bool write_next() noexcept;

    preparation folders_;
    sinks::file_system& system_;
    boost::asio::any_io_executor disk_;

    std::mutex guard_;
    std::deque<queued> queue_;
    std::size_t bytes_queued_ = 0;
    bool has_job_ = false;
    std::map<std::filesystem::path, sinks::file_system::error_code> not_synced_;  // files and folders
};

}  // namespace popline::syncing
