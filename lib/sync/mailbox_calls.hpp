// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <filesystem>
#include <popline/sync/mbox_delivery.hpp>
#include <span>
#include <string_view>
#include <utility>

namespace popline::syncing {

/// The system calls on a mailbox. A test replaces them to see their order and to let each call fail. They
/// block.
class mailbox_calls {
  public:
    using error_code = boost::system::error_code;

    virtual ~mailbox_calls() = default;

    /// Opens a regular file for reading and writing, and makes it if it is missing.
    virtual int open(const std::filesystem::path& name, error_code& failure) = 0;
    /// Locks the file if no other program has locked it. Otherwise the failure is
    /// `resource_unavailable_try_again`.
    virtual error_code lock(int file) = 0;
    /// Whether the name still refers to this file: another program can have replaced it.
    virtual bool is_at(int file, const std::filesystem::path& name) = 0;
    virtual std::uint64_t size(int file, error_code& failure) = 0;
    /// Reads `into.size()` bytes.
    virtual error_code read(int file, std::uint64_t from, std::span<char> into) = 0;
    /// Writes all the bytes, beginning at position `at`.
    virtual error_code write(int file, std::uint64_t at, std::string_view bytes) = 0;
    virtual error_code truncate(int file, std::uint64_t size) = 0;
    virtual error_code sync(int file) = 0;
    virtual error_code sync_folder(const std::filesystem::path& folder) = 0;
    /// Unlocks the file, too.
    virtual void close(int file) noexcept = 0;
};

/// The calls of the operating system.
mailbox_calls& system_mailbox_calls();

/// Makes deliveries for tests.
struct mailbox_access {
    static mbox_delivery make(std::filesystem::path mailbox, boost::asio::any_io_executor disk,
                              mbox_options how, mailbox_calls& calls) {
        return mbox_delivery(std::move(mailbox), std::move(disk), std::move(how), &calls);
    }
};

}  // namespace popline::syncing
