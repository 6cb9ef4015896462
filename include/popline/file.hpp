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

/// A sink that writes a message to a file. Its system calls block, so they run on an executor of another
/// context, such as a `boost::asio::thread_pool` of one thread, and are awaited: one job per 64 KiB of the
/// message, and one for the end.
///
/// The file gets its name after the message is whole and on the disk. The bytes are first written to a file
/// with a temporary name in the same folder (`.popline-` and 32 digits). Then the file is synced and
/// renamed, and the folder is synced. If anything fails before the end, or the operation is cancelled or
/// destroyed, no file stays. Only the owner may read the file. A program that is killed can leave the
/// temporary file (see `remove_stale_files`). On a file system with neither `renameat2` flags nor hard links
/// it can also leave an empty file with the final name.
///
/// Requires that the executor's context outlives the operation and goes on running.
/// Completes after the file, its name and its folder are on the disk.
/// Throws `errc::file_failed`, with the path in `what()` and the system's code in `error::cause`: EEXIST if
/// the name is taken. The session stays usable.
/// Cancellation ends the retrieval after the running system calls have ended. If these were the last ones,
/// the file stays and the retrieval succeeds.
/// Lifetime: it cannot be copied. A sink in `std::ref` must outlive the operation. It may store one message
/// after another, with `replace_existing`.
/// Units: it keeps at most 64 KiB of a message in memory.
///
/// **How fast.** A loop waits for two syncs per message, one after the other. If the disk takes 5 ms for
/// each, the loop stores 100 messages per second, and a larger window does not help. Several sessions at the
/// same time keep the disk busier, if the pool has as many threads. Or let many messages share a sync: write
/// them with your own sink, keep each `message`, sync, and then call `mark_deleted` on all of them.
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

    /// If a file has the name already, replaces it by the new file in one step. Without this call, such a
    /// file is an error. If the folder cannot be synced after the replacement, the retrieval fails and the
    /// new file stays.
    [[nodiscard]] file replace_existing() &&;
    /// If anything has the name already, leaves it there, and compares the whole message to it. If a regular
    /// file with the name has the same bytes, no second file is stored: the existing file and its folder are
    /// synced. Otherwise (another message, an empty file, a link, a FIFO) the new file is named with `%+`
    /// and the SHA-256 of the message before the extension, and with a count if that name is taken too.
    /// Existing files with such names are also compared.
    [[nodiscard]] file keep_existing() &&;
    /// Like `keep_existing`, with one difference: if a regular file with other bytes has the name and is not
    /// empty, that older file is renamed with `%+` and its own SHA-256, and the message gets the name. This
    /// is for names made of unique-ids, which some servers reuse for another message.
    [[nodiscard]] file set_aside_existing() &&;
    /// Like `keep_existing`, but the name always contains the SHA-256 of the message. This is for messages
    /// without a unique-id: if such a message is retrieved again, its file is found.
    [[nodiscard]] file named_by_digest() &&;

    /// The path of the last message. Empty before the first message is committed.
    const std::filesystem::path& name() const noexcept;
    /// The new path of the older file that `set_aside_existing` renamed for the last message. Empty if there
    /// was none.
    const std::filesystem::path& set_aside() const noexcept;

    maybe_awaitable operator()(std::string_view octets);
    boost::asio::awaitable<void> commit();
    void abandon() noexcept;

  private:
    friend struct sinks_access;
    file(std::filesystem::path path, boost::asio::any_io_executor disk, sinks::file_system* system);

    file with(sinks::existing what_is_there) &&;
    sinks::written_file& current();

    std::filesystem::path path_;
    boost::asio::any_io_executor disk_;
    sinks::file_system* system_;
    sinks::existing what_is_there_;
    std::shared_ptr<sinks::written_file> writing_;  // not null while a message is written
    std::shared_ptr<sinks::stored_as> stored_;
};

}  // namespace popline
