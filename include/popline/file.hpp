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
enum class existing : bool;
}  // namespace sinks

/// A sink that writes a message to a file. The system calls, which block, are made on an executor of another
/// context, such as a `boost::asio::thread_pool` of one thread, and awaited. One hop is paid each 64 KiB and
/// one for the end; that much memory it takes.
///
/// The file has its name only once the message is whole and on the disk: octets go to a temporary name in the
/// same folder (`.popline-` and 32 digits), then the file is synced, renamed, and the folder synced. Whatever
/// goes wrong before all of that is done, cancellation and destruction too, leaves neither behind. Only its
/// owner may read the file.
///
/// Fails the retrieval with `errc::file_failed`, the path in `what()` and the system's code in
/// `error::cause`; so it is if the name is taken: `replace_existing`. The session stays usable. A cancelled
/// retrieval ends when the call that is under way has come back; if that was the last one, the file stays and
/// the retrieval succeeds.
///
/// **How fast.** Two syncs a message, one after the other, are all that a loop waits for: a disk that takes
/// 5 ms for one lets 100 messages a second through, however wide the window is. It is then the number of
/// files under way that counts: sessions side by side share the executor's threads (give it some). Or let
/// many messages share one sync: write them with a sink of your own, keep each `message`, and when all are
/// written sync once and call `mark_deleted` on each.
///
/// The executor's context must outlive the operation and go on running; it is this sink's only tie to other
/// threads. A named file may take one message after another, with `replace_existing`.
class POPLINE_EXPORT file : public detail::constructed {
  public:
    /// `disk` is an executor, or an execution context.
    template <class Executor>
    requires std::convertible_to<const Executor&, boost::asio::any_io_executor> file(
        std::filesystem::path path, const Executor& disk)
        : file(std::move(path), boost::asio::any_io_executor(disk), nullptr) {}
    template <class Context>
    requires std::convertible_to<Context&, boost::asio::execution_context&> file(std::filesystem::path path,
                                                                                 Context& disk)
        : file(std::move(path), disk.get_executor()) {}
    file(file&&) noexcept;
    file& operator=(file&&) = delete;
    ~file();

    /// What has the name already is replaced, in one step; without this it is an error. If then the folder
    /// cannot be synced, the retrieval fails and the new file stays.
    [[nodiscard]] file replace_existing() &&;

    boost::asio::awaitable<void> operator()(std::string_view octets);
    boost::asio::awaitable<void> commit();
    void abandon() noexcept;

  private:
    friend struct sinks_access;
    file(std::filesystem::path path, boost::asio::any_io_executor disk, sinks::file_system* system) noexcept;

    sinks::written_file& at_work();

    std::filesystem::path path_;
    boost::asio::any_io_executor disk_;
    sinks::file_system* system_;
    sinks::existing what_is_there_;
    std::shared_ptr<sinks::written_file> writing_;  // while a message comes
};

}  // namespace popline
