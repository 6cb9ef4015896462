// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <popline/sync/lmtp_delivery.hpp>
#include <string>
#include <string_view>

#include "sync/event.hpp"
#include "sync/lmtp_reply.hpp"

namespace popline::syncing {

/// A connection to an LMTP server, with a time limit for each operation. All operations throw: `timed_out`
/// after their limit, `connect_failed`, `resolve_failed`, `closed` or `io_error` for the connection, and
/// `operation_aborted` after a cancellation. After an exception, the connection is closed.
class lmtp_connection : public std::enable_shared_from_this<lmtp_connection> {
  public:
    using duration = std::chrono::milliseconds;

    explicit lmtp_connection(const boost::asio::any_io_executor& executor)
        : socket_(executor), resolver_(executor), resolved_(executor), timer_(executor) {}

    boost::asio::awaitable<void> connect(const lmtp_server& to, duration limit);
    /// The text must live until this completes.
    boost::asio::awaitable<void> write(std::string_view text, duration limit);
    /// Completes with the next reply. Throws `errc::malformed_reply` if what comes is none.
    boost::asio::awaitable<lmtp_reply> read_reply(duration limit);

    /// Throws if the server has sent something that no `read_reply` has taken.
    void expect_silence();
    void close() noexcept;

  private:
    class time_limit;

    using addresses = boost::asio::ip::tcp::resolver::results_type;

    boost::asio::awaitable<void> connect_tcp(const lmtp_server& to);
    boost::asio::awaitable<addresses> look_up(const lmtp_server& to);
    [[noreturn]] void fail(boost::system::error_code failure, boost::system::error_code kind);

    boost::asio::generic::stream_protocol::socket socket_;
    boost::asio::ip::tcp::resolver resolver_;
    event resolved_;
    boost::asio::steady_timer timer_;
    std::uint64_t operation_ = 0;  // the number of the operation that the timer limits; 0 if there is none
    std::uint64_t last_operation_ = 0;
    std::string server_ = "the LMTP server";  // for the texts of errors
    bool has_timed_out_ = false;
    lmtp_reply_reader input_;
};

}  // namespace popline::syncing
