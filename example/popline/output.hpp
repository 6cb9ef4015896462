// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tool {

/// The standard output. Writing to it never blocks the thread, so signals and time limits work while nobody
/// reads a pipe, or while a terminal is stopped.
class output {
  public:
    /// `patience` is how long the output may take nothing, if there is such a limit.
    output(boost::asio::io_context& context, std::optional<std::chrono::milliseconds> patience);
    output(const output&) = delete;
    output& operator=(const output&) = delete;
    ~output();

    /// Writes what can be written at once, and returns the rest. Throws `std::runtime_error`, with the
    /// system's words, if writing fails: a full disk or a reader that is gone must not pass for success.
    std::string_view take(std::string_view octets);
    /// Completes when all octets are written; they must stay until then. Throws as `take`, and if the limit
    /// is over.
    boost::asio::awaitable<void> write(std::string_view octets);
    boost::asio::awaitable<void> write_all(std::string octets);
    /// A write that waits fails, and so does each later one.
    void give_up();

  private:
    boost::asio::awaitable<void> until_ready();
    void open_pipe();

    boost::asio::posix::stream_descriptor pipe_;  // what may have to wait; closed for a file on a disk
    boost::asio::steady_timer limit_;
    std::optional<std::chrono::milliseconds> patience_;
    int flags_ = -1;  // those of the standard output, to be restored
    bool has_given_up_ = false;
    bool is_late_ = false;
};

}  // namespace tool
