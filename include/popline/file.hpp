// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/execution_context.hpp>
#include <concepts>
#include <filesystem>
#include <memory>
#include <popline/export.hpp>
#include <popline/sink.hpp>
#include <string_view>
#include <utility>

namespace popline {

namespace sinks {
class file_system;
class written_file;
struct stored_as;
enum class existing : unsigned char;
}  // namespace sinks

/// A sink that writes a message to a file. The system calls, which block, are made on an executor of another
/// context, such as a `boost::asio::thread_pool` of one thread, and awaited: one hop for each 64 KiB, which
/// are kept in memory, and one for the end.
///
/// The file has its name only once the message is whole and on the disk: octets go to a temporary name in the
/// same folder (`.popline-` and 32 digits); then the file is synced, renamed, and the folder synced. Whatever
/// goes wrong before all of that is done, cancellation and destruction too, leaves neither name behind. Only
/// the owner may read the file. A program that is killed can leave the temporary name (`remove_stale_files`)
/// and, on a file system with neither `renameat2` flags nor hard links, an empty file under the final one.
///
/// Fails the retrieval with `errc::file_failed`, the path in `what()` and the system's code in
/// `error::cause`: EEXIST if the name is taken. The session stays usable. A cancelled retrieval ends when the
/// call that is under way has come back; if that was the last one, the file stays and the retrieval succeeds.
///
/// **How fast.** A loop waits for two syncs a message, one after the other: a disk that takes 5 ms for each
/// lets 100 messages a second through, however wide the window is. More sessions side by side give the disk
/// more to do at once, if its pool has as many threads. Or let many messages share a sync: write them with a
/// sink of your own, keep each `message`, sync, and then call `mark_deleted` on all of them.
///
/// The executor's context must outlive the operation and go on running. A named file takes one message after
/// another, with `replace_existing`.
class POPLINE_EXPORT file : public detail::constructed {
  public:
    /// `disk` is an executor, or an execution context.
    template <std::convertible_to<boost::asio::any_io_executor> Executor>
    file(std::filesystem::path path, const Executor& disk)
        : file(std::move(path), boost::asio::any_io_executor(disk), nullptr) {}
    template <std::derived_from<boost::asio::execution_context> Context>
    file(std::filesystem::path path, Context& disk) : file(std::move(path), disk.get_executor()) {}
    file(file&&) noexcept;
    file& operator=(file&&) = delete;
    ~file();

    /// What has the name already is replaced, in one step; without this it is an error. If then the folder
    /// cannot be synced, the retrieval fails and the new file stays.
    [[nodiscard]] file replace_existing() &&;
    /// What has the name already is kept. The message is written under its temporary name and compared to it
    /// when it is whole. If a regular file of that name has the same octets, it is the message: this file and
    /// its folder are synced, and nothing else stays. Otherwise (another message, an empty file, a link, a
    /// FIFO) the message gets the name with `%+` and its SHA-256 before the extension; if that is taken by
    /// something else, a count follows the SHA-256. A message that is there under this name is found, too.
    [[nodiscard]] file keep_existing() &&;
    /// As `keep_existing`, but if a regular file with other octets has the name, this older file gets the
    /// name with `%+` and its own SHA-256, and the message takes the name: for names that stand for one
    /// message, which the server has used again.
    [[nodiscard]] file set_aside_existing() &&;
    /// As `keep_existing`, but the name always has the SHA-256 of the message: for messages that have no name
    /// of their own. One that is retrieved again is found.
    [[nodiscard]] file named_by_digest() &&;

    /// The name that the last message is under; empty before the first one is committed.
    const std::filesystem::path& name() const noexcept;
    /// The new name of the file that had this name before and was set aside; empty if none was.
    const std::filesystem::path& set_aside() const noexcept;

    boost::asio::awaitable<void> operator()(std::string_view octets);
    boost::asio::awaitable<void> commit();
    void abandon() noexcept;

  private:
    friend struct sinks_access;
    file(std::filesystem::path path, boost::asio::any_io_executor disk, sinks::file_system* system);

    file with(sinks::existing what_is_there) &&;
    sinks::written_file& at_work();

    std::filesystem::path path_;
    boost::asio::any_io_executor disk_;
    sinks::file_system* system_;
    sinks::existing what_is_there_;
    std::shared_ptr<sinks::written_file> writing_;  // while a message comes
    std::shared_ptr<sinks::stored_as> stored_;
};

}  // namespace popline
