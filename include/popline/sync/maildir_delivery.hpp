// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/execution_context.hpp>
#include <concepts>
#include <filesystem>
#include <memory>
#include <popline/export.hpp>
#include <popline/sync/delivery.hpp>
#include <utility>
#include <vector>

namespace popline {

namespace sinks {
class file_system;
}
namespace syncing {
class file_group;
}

/// Delivers into a Maildir. The folder and its `tmp`, `new` and `cur` are made before the first message, and
/// old temporary files are removed (see `make_folder`, `remove_stale_files`).
///
/// A message is written to a file in `tmp`. `flush` syncs the files of a group, moves them to `new`, and
/// syncs `new`. The bytes are stored as they came, with CRLF as line end. Only the owner may read the files.
///
/// The name of a file contains a digest of the account, the unique-id and the bytes. After a run that was
/// killed, the next run so finds what was delivered and not recorded, in `new` and in `cur` and under any
/// flags. If the file still has the same bytes, the file and its folder are synced, and the result is
/// `delivered::existing`. So a message is delivered exactly once, unless a reader moved or changed the file
/// before the next run. `new` and `cur` are read once for this, before the first flush.
///
/// System calls block, so they run as jobs on an executor of another context, such as a
/// `boost::asio::thread_pool`. A pool of one thread is enough; a flush syncs up to 8 files side by side if
/// there are as many threads.
///
/// Requires that the executor's context outlives the delivery and its sinks, and goes on running.
/// Throws, from its sinks and as the cause of a result: `errc::file_failed`, with the system's code. If the
/// folders cannot be made or read, all messages fail with that error.
/// Cancellation of a flush has no effect after its first system call. If its context is destroyed, the flush
/// ends early: files that have no name yet are removed.
/// Units: it keeps at most 1 MiB of small messages in memory, and 64 KiB of each open message. A message of
/// more than 64 KiB is written as it comes. It has one open file for each message until the message is
/// flushed.
class POPLINE_EXPORT maildir_delivery final : public delivery {
  public:
    /// `disk` is an executor, or an execution context.
    template <std::convertible_to<boost::asio::any_io_executor> Executor>
    maildir_delivery(std::filesystem::path folder, const Executor& disk)
        : maildir_delivery(std::move(folder), boost::asio::any_io_executor(disk), nullptr) {}
    template <std::derived_from<boost::asio::execution_context> Context>
    maildir_delivery(std::filesystem::path folder, Context& disk)
        : maildir_delivery(std::move(folder), disk.get_executor()) {}
    ~maildir_delivery() override;

    sink open(const delivery_item& item) override;
    boost::asio::awaitable<std::vector<delivery_result>> flush(std::vector<received_item> group) override;
    void drop() noexcept override;

  private:
    friend struct sync_access;
    maildir_delivery(std::filesystem::path folder, boost::asio::any_io_executor disk,
                     sinks::file_system* system);

    std::shared_ptr<syncing::file_group> group_;
};

}  // namespace popline
