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
///
/// What the output does not take at once is kept, up to 16 MiB, and written when it takes more. So a slow
/// reader does not let the server's time run out, unless so much is waiting for it.
class output {
  public:
    /// `patience` is how long the output may take nothing, if there is such a limit.
    output(boost::asio::io_context& context, std::optional<std::chrono::milliseconds> patience);
    output(const output&) = delete;
    output& operator=(const output&) = delete;
    ~output();

    /// Writes or keeps the octets. Whether there is room for more: if not, `until_room` is to be awaited.
    /// Throws `std::runtime_error`, with the system's words, if writing fails: a full disk or a reader that
    /// is gone must not pass for success.
    bool write(std::string_view octets);
    /// Completes when there is room again. Throws as `write`, and if the output took nothing for too long.
    boost::asio::awaitable<void> until_room();
    /// Completes when all is written. Throws as `until_room`, unless a failure was thrown before.
    boost::asio::awaitable<void> finish();
    /// Nothing more is written: what waits fails, and so does each later write.
    void give_up();

  private:
    void open_pipe();
    void flush();
    void wait();
    void fail(const std::string& why);
    void expect();
    boost::asio::awaitable<void> until_no_more_than(std::size_t octets);
    std::size_t waiting() const noexcept { return kept_.size() - written_; }

    boost::asio::posix::stream_descriptor pipe_;  // what may have to wait; closed for a file on a disk
    boost::asio::steady_timer limit_;
    boost::asio::steady_timer changed_;  // wakes the coroutine that waits
    std::optional<std::chrono::milliseconds> patience_;
    int flags_ = -1;  // those of the standard output, to be restored
    std::string kept_;
    std::size_t written_ = 0;  // of these
    bool is_waiting_ = false;
    std::string failure_;
    bool was_thrown_ = false;
};

}  // namespace tool
