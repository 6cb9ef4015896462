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
#include <popline/sync/ledger.hpp>
#include <string>
#include <vector>

namespace popline {

namespace syncing {
class sqlite_tables;
}

/// A ledger in an SQLite file, for any number of accounts. Several objects and processes may use one file at
/// the same time. A new file may be read and written by its owner only.
///
/// Each change is one transaction. It is on the disk when its operation completes: the journal is a
/// write-ahead log that is synced for each transaction (`synchronous=FULL`). SQLite keeps that log beside the
/// file, in files named like it with `-wal` and `-shm` at the end. On a file system that cannot have such a
/// log, SQLite's rollback journal is used, and each transaction is synced too (`synchronous=EXTRA`).
///
/// All work with the file blocks, so it runs on an executor of another context, one job at a time. The file
/// is opened by the first operation. The destructor closes it, which can block for a moment.
///
/// The operations throw `errc::ledger_failed`, with the path and SQLite's words in `what()` and, if there is
/// one, the system's code in `error::cause`:
/// - the file is no ledger, is damaged, or belongs to a newer version of this library. It is left as it is;
/// - another process holds the file for longer than the lock wait (`device_or_resource_busy`);
/// - the disk is full (`no_space_on_device`), the file may not be written (`permission_denied` or
///   `read_only_file_system`), or the system failed;
/// - the file was removed or replaced while it was open. The next operation opens the file that has the path;
/// - the executor ended before the job ran.
/// After a failure nothing was changed, and the next operation tries again.
class POPLINE_EXPORT sqlite_ledger final : public ledger {
  public:
    static constexpr std::chrono::milliseconds default_lock_wait{10'000};

    /// `disk` is an executor or an execution context, such as a `boost::asio::thread_pool`. The folder of the
    /// file must exist. `lock_wait` says how long an operation waits while another process changes the file.
    /// Requires that the executor's context outlives the operations and goes on running.
    template <std::convertible_to<boost::asio::any_io_executor> Executor>
    sqlite_ledger(const std::filesystem::path& file, const Executor& disk,
                  std::chrono::milliseconds lock_wait = default_lock_wait)
        : sqlite_ledger(erased(), file, boost::asio::any_io_executor(disk), lock_wait) {}
    template <std::derived_from<boost::asio::execution_context> Context>
    sqlite_ledger(const std::filesystem::path& file, Context& disk,
                  std::chrono::milliseconds lock_wait = default_lock_wait)
        : sqlite_ledger(file, disk.get_executor(), lock_wait) {}
    ~sqlite_ledger() override;

    /// Returns what is known of an account, and the newest lease, and takes no lease: a run that is under way
    /// goes on. An account that no run has begun has the fence 0.
    /// Throws errc::ledger_failed; `std::bad_alloc`.
    /// Cancellation has no effect: the operation waits for its job.
    [[nodiscard]] boost::asio::awaitable<ledger_state> state(std::string account) const;
    /// Throws errc::ledger_failed; `std::bad_alloc`.
    /// Cancellation has no effect: the operation waits for its job.
    /// Lifetime: the ledger may be destroyed before the operation completes. This is true for all operations.
    /// Units: a million messages take a second or two.
    [[nodiscard]] boost::asio::awaitable<ledger_state> begin(std::string account) override;
    /// Throws errc::fenced, ledger_failed; `std::bad_alloc`.
    /// Cancellation has no effect: the operation waits for its job.
    [[nodiscard]] boost::asio::awaitable<void> record(ledger_lease under,
                                                      std::vector<stored_message> group) override;
    /// Throws errc::fenced, ledger_failed; `std::bad_alloc`.
    /// Cancellation has no effect: the operation waits for its job.
    [[nodiscard]] boost::asio::awaitable<void> mark_deleted(ledger_lease under,
                                                            std::vector<stored_key> keys) override;
    /// Throws errc::fenced, ledger_failed; `std::bad_alloc`.
    /// Cancellation has no effect: the operation waits for its job.
    [[nodiscard]] boost::asio::awaitable<void> forget(ledger_lease under,
                                                      std::vector<stored_key> keys) override;
    /// Throws errc::fenced, ledger_failed; `std::bad_alloc`.
    /// Cancellation has no effect: the operation waits for its job.
    [[nodiscard]] boost::asio::awaitable<void> remember(ledger_lease under, std::string facts) override;

  private:
    struct erased {};
    sqlite_ledger(erased, const std::filesystem::path& file, const boost::asio::any_io_executor& disk,
                  std::chrono::milliseconds lock_wait);

    std::shared_ptr<syncing::sqlite_tables> tables_;  // owned by the running job, too
    boost::asio::any_io_executor disk_;               // runs one job at a time
};

}  // namespace popline
