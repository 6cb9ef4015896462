// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "sync/spool_file.hpp"

namespace popline::syncing {

/// A message that waits for its delivery: in memory up to 64 KiB, and in a temporary file if it is larger.
/// The sink, the delivery and a running job share it. They use it in turns, never at the same time.
class spooled_message {
  public:
    static constexpr std::size_t most_in_memory = 64 * 1'024;

    spooled_message(std::filesystem::path folder, boost::asio::any_io_executor disk)
        : folder_(std::move(folder)), disk_(std::move(disk)) {}
    spooled_message(const spooled_message&) = delete;
    spooled_message& operator=(const spooled_message&) = delete;
    /// Closes the file on the executor of file work: the system then frees its blocks, which can take long.
    ~spooled_message();

    std::uint64_t bytes() const noexcept { return file_.bytes() + memory_.size(); }

    // On the executor of the session.

    /// Takes as many bytes as memory may hold. Returns the remaining bytes; `write` takes them.
    std::string_view fill(std::string_view bytes);
    /// Writes what is in memory to the file, until the remaining bytes are in memory, too.
    static boost::asio::awaitable<void> write(std::shared_ptr<spooled_message> to, std::string_view rest);
    /// Reads bytes, beginning at position `from`, into `piece`. Makes it empty at the end of the message.
    static boost::asio::awaitable<void> read(std::shared_ptr<spooled_message> of, std::uint64_t from,
                                             std::string& piece);

    // These block. They throw `errc::file_failed`.

    /// Reads bytes, beginning at position `from`. Returns 0 at the end of the message.
    std::size_t read(std::uint64_t from, std::span<char> into) const;
    /// Writes what is in memory to the file, and returns the descriptor of the file. It has the position 0.
    int whole_file();

  private:
    void write_out();

    std::filesystem::path folder_;
    boost::asio::any_io_executor disk_;
    std::string memory_;  // what follows the bytes of the file
    spool_file file_;
};

}  // namespace popline::syncing
