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

/// The standard output. Writing to it never blocks the thread, so signals and time limits work while a pipe
/// has no active reader or a terminal is stopped.
///
/// Up to 16 MiB that the output does not take at once are kept and written when it takes more. A slow reader
/// therefore delays the conversation with the server only after 16 MiB.
class output {
  public:
    /// If `patience` is given, the output fails after it took no byte for that time.
    output(boost::asio::io_context& context, std::optional<std::chrono::milliseconds> patience);
    output(const output&) = delete;
    output& operator=(const output&) = delete;
    ~output();

    /// Writes or keeps the bytes. Returns whether there is room for more; if not, await `until_room` before
    /// the next call. Throws `std::runtime_error` with the system's words if writing fails: a full disk or a
    /// closed pipe must not count as success.
    bool write(std::string_view bytes);
    /// Completes when there is room again. Throws as `write`, and if the output takes nothing for too long.
    boost::asio::awaitable<void> until_room();
    /// Completes when all bytes are written. Throws as `until_room`, unless another call threw the failure
    /// before.
    boost::asio::awaitable<void> finish();
    /// Stops writing. Pending and later operations fail.
    void give_up();

  private:
    void open_pipe();
    void flush();
    void wait();
    void fail(const std::string& why);
    void throw_failure();
    boost::asio::awaitable<void> until_no_more_than(std::size_t bytes);
    std::size_t waiting() const noexcept { return kept_.size() - written_; }

    boost::asio::posix::stream_descriptor pipe_;  // closed if the output is a file, which is always ready
    boost::asio::steady_timer limit_;
    boost::asio::steady_timer changed_;  // cancelled to resume the waiting coroutine
    std::optional<std::chrono::milliseconds> patience_;
    int flags_ = -1;  // the original flags of the standard output, restored at the end; -1 if unchanged
    std::string kept_;
    std::size_t written_ = 0;  // how many bytes of `kept_` are written
    bool is_waiting_ = false;
    std::string failure_;
    bool was_thrown_ = false;
};

}  // namespace tool
