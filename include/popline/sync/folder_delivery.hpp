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

/// Delivers into a folder of `.eml` files. The folder is made before the first message, and old temporary
/// files in it are removed (see `make_folder`, `remove_stale_files`).
///
/// A message is written to a file with a temporary name. `flush` syncs the files of a group, gives them their
/// names, and syncs the folder. Only the owner may read the files.
///
/// A file is named from the unique-id (see `file_name`). If another file has that name, and has other bytes,
/// the new file is named with `%+` and the SHA-256 of the message before the extension. A message without
/// a unique-id is named `%no-unique-id%+` and its SHA-256. If a regular file with the name has the same
/// bytes, that file and the folder are synced, and the result is `delivered::existing`. So a message is
/// delivered exactly once, unless a program moved or changed the file before the next run.
///
/// System calls block, so they run as jobs on an executor of another context, such as a
/// `boost::asio::thread_pool`. A pool of one thread is enough; a flush syncs up to 8 files side by side if
/// there are as many threads.
///
/// Requires that the executor's context outlives the delivery and its sinks, and goes on running.
/// Throws, from its sinks and as the cause of a result: `errc::file_failed`, with the system's code. If the
/// folder cannot be made, all messages fail with that error.
/// Cancellation of a flush has no effect after its first system call. If its context is destroyed, the flush
/// ends early: files that have no name yet are removed.
/// Units: it keeps at most 1 MiB of small messages in memory, and 64 KiB of each open message. A message of
/// more than 64 KiB is written as it comes. It has one open file for each message until the message is
/// flushed.
class POPLINE_EXPORT folder_delivery final : public delivery {
  public:
    /// `disk` is an executor, or an execution context.
    template <std::convertible_to<boost::asio::any_io_executor> Executor>
    folder_delivery(std::filesystem::path folder, const Executor& disk)
        : folder_delivery(std::move(folder), boost::asio::any_io_executor(disk), nullptr) {}
    template <std::derived_from<boost::asio::execution_context> Context>
    folder_delivery(std::filesystem::path folder, Context& disk)
        : folder_delivery(std::move(folder), disk.get_executor()) {}
    ~folder_delivery() override;

    sink open(const delivery_item& item) override;
    boost::asio::awaitable<std::vector<delivery_result>> flush(std::vector<received_item> group) override;
    void drop() noexcept override;

  private:
    friend struct sync_access;
    folder_delivery(std::filesystem::path folder, boost::asio::any_io_executor disk,
                    sinks::file_system* system);

    std::shared_ptr<syncing::file_group> group_;
};

}  // namespace popline
