// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/execution_context.hpp>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <popline/export.hpp>
#include <popline/sync/delivery.hpp>
#include <string>
#include <vector>

namespace popline {

namespace syncing {
class spool;
}

/// How a `command_delivery` runs its command.
struct command_options {
    std::size_t at_once = 4;  ///< how many commands run at the same time, at least 1
    /// After this time a command is stopped: its process group gets SIGTERM, and SIGKILL a second later.
    std::chrono::milliseconds time_limit = std::chrono::minutes(5);
    /// Where messages of more than 64 KiB wait. If it is empty, this is the default folder for temporary
    /// files.
    std::filesystem::path spool_folder = {};
};

/// Delivers each message to the standard input of a command, such as a mail filter.
///
/// Until its flush, a message waits in memory, or in a temporary file if it has more than 64 KiB. The file
/// has no name, and only its owner could read it. `flush` runs the command once per message. No shell reads
/// the words of the command. The standard input is a file that holds the message as it came, with CRLF; the
/// command need not read it to the end. The standard output is /dev/null. The command gets no other
/// descriptor of this process, and runs in a process group of its own.
///
/// The exit status decides, as in sysexits.h:
/// - 0 is `delivered::stored`;
/// - 69, 71, 74 and 75 (EX_UNAVAILABLE, EX_OSERR, EX_IOERR, EX_TEMPFAIL) are `delivered::failed`, and so are
///   a signal, the end of the time, a command that cannot be started, and 126 and 127, with which a shell
///   says the same;
/// - every other status is `delivered::rejected`.
/// The first 512 bytes of the standard error are in `delivery_result::words`.
///
/// **What is promised.** Each message is delivered at least once. If the power is cut after a command has
/// ended and before the ledger has recorded it, the next run delivers the message again. The command itself
/// must store the message durably before it ends with 0.
///
/// Requires that the executor's context outlives the delivery and all its sinks, and goes on running. A flush
/// keeps one of its threads until all commands have ended; with a single thread, large messages that come
/// meanwhile wait for it. Requires that the program neither ignores SIGCHLD nor waits for processes that are
/// not its own: otherwise the system does not tell how a command ended, and the message is
/// `delivered::failed`.
/// Throws `errc::invalid_argument` if the command is empty or contains a NUL. A sink throws
/// `errc::file_failed` if a message cannot be written to its temporary file.
/// Cancellation of a flush stops the commands that run, and starts no other. The flush completes after they
/// have ended, within two seconds, with `delivered::failed` for each message that is not stored. If the flush
/// is destroyed, the commands are stopped, too, and the executor's thread waits for their end.
/// Lifetime: a sink may outlive the delivery.
class POPLINE_EXPORT command_delivery : public delivery {
  public:
    /// `disk` is an executor for file work, or an execution context.
    template <std::convertible_to<boost::asio::any_io_executor> Executor>
    command_delivery(std::vector<std::string> command, const Executor& disk, command_options how = {})
        : command_delivery(std::move(command), boost::asio::any_io_executor(disk), std::move(how), nullptr) {}
    template <std::derived_from<boost::asio::execution_context> Context>
    command_delivery(std::vector<std::string> command, Context& disk, command_options how = {})
        : command_delivery(std::move(command), disk.get_executor(), std::move(how)) {}
    ~command_delivery() override;

    sink open(const delivery_item& item) override;
    /// Runs the command for each message of the group.
    /// Throws `std::bad_alloc`. What a command could not do is in its result.
    /// Cancellation stops the commands that run, and starts no other.
    [[nodiscard]] boost::asio::awaitable<std::vector<delivery_result>> flush(
        std::vector<received_item> group) override;
    bool can_stop() const noexcept override { return true; }
    void drop() noexcept override;

  private:
    command_delivery(std::vector<std::string> command, boost::asio::any_io_executor disk, command_options how,
                     std::nullptr_t);

    std::vector<std::string> command_;
    command_options how_;
    std::unique_ptr<syncing::spool> spool_;
};

}  // namespace popline
