// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/execution_context.hpp>
#include <chrono>
#include <concepts>
#include <filesystem>
#include <memory>
#include <popline/export.hpp>
#include <popline/sync/delivery.hpp>
#include <vector>

namespace popline {

namespace syncing {
class mailbox_calls;
class spool;
struct mailbox_access;
}  // namespace syncing

/// How an `mbox_delivery` writes its mailbox.
struct mbox_options {
    /// How long a flush waits for another program to unlock the mailbox.
    std::chrono::milliseconds lock_wait = std::chrono::seconds(30);
    /// Where messages of more than 64 KiB wait for their flush. If it is empty, this is the default folder
    /// for temporary files.
    std::filesystem::path spool_folder = {};
};

/// Appends each message to one file, a mailbox in the format mboxrd.
///
/// A message begins with a line `From popline@localhost DATE` and ends with an empty line. A line of the
/// message that begins with `From `, after any number of `>`, gets one more `>`. CRLF becomes LF; all other
/// bytes stay.
///
/// Until its flush, a message waits in memory, or in a temporary file if it has more than 64 KiB. The file
/// has no name, and only its owner could read it. `flush` locks the mailbox by `fcntl`, appends the whole
/// group, syncs the file once, and unlocks it. If anything fails, the mailbox is cut back to its old length,
/// and the whole group is `delivered::failed`. If a power cut has left a mailbox without an empty line at its
/// end, that line is written before the next message. A mailbox that is missing is made, and only its owner
/// may read it; its folder must exist, and is synced. A link, a FIFO or a device in place of the mailbox is
/// refused.
///
/// **What is promised.** Each message is appended at least once. A mailbox is not searched for a message: if
/// the power is cut after the sync and before the ledger has recorded the group, the next run appends it
/// again. A power cut before the sync can leave a part of a message. A reader must lock the file by `fcntl`
/// to see whole groups only; dot-locks are neither made nor heeded.
///
/// Requires that the executor's context outlives the delivery and all its sinks, and goes on running. A flush
/// keeps one of its threads while it waits for the lock.
/// A sink throws `errc::file_failed` if a message cannot be written to its temporary file.
/// Cancellation ends a flush that waits for the lock, with `delivered::failed` for the group; after that, it
/// has no effect.
/// Lifetime: a sink may outlive the delivery.
class POPLINE_EXPORT mbox_delivery : public delivery {
  public:
    /// `disk` is an executor for file work, or an execution context.
    template <std::convertible_to<boost::asio::any_io_executor> Executor>
    mbox_delivery(std::filesystem::path mailbox, const Executor& disk, mbox_options how = {})
        : mbox_delivery(std::move(mailbox), boost::asio::any_io_executor(disk), std::move(how), nullptr) {}
    template <std::derived_from<boost::asio::execution_context> Context>
    mbox_delivery(std::filesystem::path mailbox, Context& disk, mbox_options how = {})
        : mbox_delivery(std::move(mailbox), disk.get_executor(), std::move(how)) {}
    ~mbox_delivery() override;

    sink open(const delivery_item& item) override;
    /// Appends the group to the mailbox.
    /// Throws `std::bad_alloc`. What the file system refused is in the results.
    /// Cancellation ends the wait for the lock.
    [[nodiscard]] boost::asio::awaitable<std::vector<delivery_result>> flush(
        std::vector<received_item> group) override;
    void drop() noexcept override;
    /// True: a flush may wait long for the lock.
    bool can_stop() const noexcept override { return true; }

  private:
    friend struct syncing::mailbox_access;
    mbox_delivery(std::filesystem::path mailbox, boost::asio::any_io_executor disk, mbox_options how,
                  syncing::mailbox_calls* calls);

    std::filesystem::path mailbox_;
    mbox_options how_;
    syncing::mailbox_calls* calls_;
    std::unique_ptr<syncing::spool> spool_;
};

}  // namespace popline
