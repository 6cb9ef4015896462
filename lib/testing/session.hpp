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

/// The octets of one connection: socket, TLS, lines in, batches of replies out, faults.
///
/// At most one wait for input and one write are under way, and one timer when replies are delayed. Commands
/// are answered as they are read, so what came in one read leaves in as few writes as can be; while too much
/// waits to leave, nothing is read. Every function runs under the office's mutex.
class session : public std::enable_shared_from_this<session> {
  public:
    session(std::shared_ptr<post_office> office, boost::asio::ip::tcp::socket socket,
            protection from_the_start);

    /// Joins the office's sessions and greets.
    void start();
    /// Writes what may leave now.
    void flush();
    /// Leaves the office, closes the socket and frees the maildrop; pending handlers do nothing any more.
    void end() noexcept;

  private:
    using clock = std::chrono::steady_clock;
    using error_code = boost::system::error_code;

    struct batch {
        clock::time_point due;
        protection under;
        reply_batch replies;
    };

    // input (session_input.cpp)
    void await_input();
    void on_readable(error_code failure);
    void take(std::string_view octets);
    std::size_t obey_lines(std::string_view octets);
    void obey(std::string_view line, bool last);
    void start_tls();
    void on_end_of_input();
    void on_tls_failure();

    // output (session_output.cpp)
    bool crowded() const noexcept;
    void seal();
    std::span<boost::asio::const_buffer> pick(std::size_t most);
    void encipher(reply_batch& replies);
    bool is_due(clock::time_point due);
    void on_due(error_code failure);
    void on_written(error_code failure, std::size_t octets);
    void retire(std::size_t octets);
    void say_goodbye();
    void end_output();

    /// Makes a handler of a member: it keeps the session, takes the mutex, and is silent after end().
    template <typename Member>
    auto handler(Member member);

    std::shared_ptr<post_office> office_;
    boost::asio::ip::tcp::socket socket_;
    std::unique_ptr<tls_engine> tls_;
    conversation conversation_;
    std::size_t id_ = 0;

    std::string input_;         // the start of a line, or lines that wait while too much has to leave
    bool waiting_ = false;      // for input
    bool paused_ = false;       // input_ holds lines to be obeyed later
    bool skipping_ = false;     // the rest of a line that is too long
    bool leaving_ = false;      // nothing more is obeyed; the output ends when all has left
    bool input_ended_ = false;  // the client has closed its side
    bool over_ = false;

    reply_batch filling_;
    std::vector<batch> batches_;  // one, unless replies are delayed
    reply_batch spare_;
    std::size_t unsent_ = 0;  // octets in batches_
    std::string wire_;        // enciphered, being written from wire_written_ on
    std::size_t wire_written_ = 0;
    std::uint64_t sent_ = 0;
    bool writing_ = false;
    bool notified_ = false;  // TLS close_notify
    bool output_ended_ = false;
    std::optional<boost::asio::steady_timer> timer_;
    bool timer_runs_ = false;
    std::array<boost::asio::const_buffer, 64> pieces_;  // Asio passes no more to one write
};

template <typename Member>
auto session::handler(Member member) {
    return [self = shared_from_this(), member](auto... results) {
        std::lock_guard const lock(self->office_->mutex);
        if (!self->over_) (self.get()->*member)(results...);
    };
}

}  // namespace popline::testing::detail
