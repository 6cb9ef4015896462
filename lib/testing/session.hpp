// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "testing/conversation.hpp"
#include "testing/post_office.hpp"
#include "testing/reply_batch.hpp"
#include "testing/tls_engine.hpp"

namespace popline::testing::detail {

enum class protection { none, tls };

/// The I/O of one connection: it reads command lines from the socket or TLS, writes batches of replies, and
/// applies the faults.
///
/// At most one wait for input, one write and (if replies are delayed) one timer are pending. All commands of
/// one read are answered before the next read, so that their replies need few writes. While too many bytes of
/// replies are unsent, no command is read. Every function requires the lock of the office's mutex.
///
/// Handlers own the session while they are pending, and so does the post office until end().
class session : public std::enable_shared_from_this<session> {
  public:
    session(std::shared_ptr<post_office> office, boost::asio::ip::tcp::socket socket,
            protection from_the_start);

    /// Adds the session to the office's sessions and sends the greeting.
    void start();
    /// Starts a write if replies can be sent now.
    void flush();
    /// Closes the socket, frees the maildrop and removes the session from the office's sessions. Handlers
    /// that are still pending do nothing.
    void end() noexcept;

  private:
    using clock = std::chrono::steady_clock;
    using error_code = boost::system::error_code;

    struct batch {
        clock::time_point due;
        protection under;
        reply_batch replies;
    };

    // These functions read and obey lines (session_input.cpp).
    void await_input();
    void on_readable(error_code failure);
    void take(std::string_view bytes);
    std::size_t obey_lines(std::string_view bytes);
    void obey(std::string_view line, bool last);
    void start_tls();
    void on_end_of_input();
    void on_tls_failure();

    // These functions send the replies (session_output.cpp).
    bool crowded() const noexcept;
    void seal();
    std::span<boost::asio::const_buffer> pick(std::size_t most);
    void encipher(reply_batch& replies);
    bool is_due(clock::time_point due);
    void on_due(error_code failure);
    void on_written(error_code failure, std::size_t bytes);
    void retire(std::size_t bytes);
    void say_goodbye();
    void end_output();

    /// Makes a handler that calls `member`. It owns the session and locks the mutex; after end() it does
    /// nothing.
    template <typename Member>
    auto handler(Member member);

    std::shared_ptr<post_office> office_;
    boost::asio::ip::tcp::socket socket_;
    std::unique_ptr<tls_engine> tls_;
    conversation conversation_;
    std::size_t id_ = 0;

    std::string input_;         // an incomplete line; or whole lines while paused_
    bool waiting_ = false;      // a wait for input is pending
    bool paused_ = false;       // too much is unsent: input_ holds lines for later
    bool skipping_ = false;     // discards the remainder of a line that is too long
    bool leaving_ = false;      // obeys no more lines; the output ends when all replies are sent
    bool input_ended_ = false;  // the client has closed its side
    bool over_ = false;         // end() was called

    reply_batch filling_;         // the replies to the lines of this read
    std::vector<batch> batches_;  // replies to send; usually one, more with a delay
    reply_batch spare_;           // an empty batch, kept for its memory
    std::size_t unsent_ = 0;      // bytes in batches_
    std::string wire_;            // encrypted bytes being written, from wire_written_ on
    std::size_t wire_written_ = 0;
    std::uint64_t sent_ = 0;  // bytes written to the socket since the start
    bool writing_ = false;
    bool notified_ = false;  // a TLS close_notify was sent or must not be sent
    bool output_ended_ = false;
    std::optional<boost::asio::steady_timer> timer_;
    bool timer_runs_ = false;
    std::array<boost::asio::const_buffer, 64> pieces_;  // Asio passes at most 64 buffers to one write
};

template <typename Member>
auto session::handler(Member member) {
    return [self = shared_from_this(), member](auto... results) {
        std::lock_guard const lock(self->office_->mutex);
        if (!self->over_) (self.get()->*member)(results...);
    };
}

}  // namespace popline::testing::detail
