// SPDX-License-Identifier: BSL-1.0
#include "sync/lmtp_connection.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <popline/error.hpp>
#include <utility>

namespace popline::syncing {

namespace asio = boost::asio;
using asio::ip::tcp;
using generic = asio::generic::stream_protocol;
using boost::system::error_code;

/// Closes the connection if the operation in its scope takes too long.
class lmtp_connection::time_limit {
  public:
    time_limit(lmtp_connection& of, duration limit) : of_(of) {
        const auto number = of.operation_ = ++of.last_operation_;
        const auto on_time = [weak = of.weak_from_this(), number](error_code failure) {
            const auto late = weak.lock();
            if (failure || !late || late->operation_ != number) return;
            late->has_timed_out_ = true;
            late->close();
        };
        // The largest value means "no limit". Added to the time of the clock, it would overflow.
        of.timer_.expires_after(std::min<duration>(limit, std::chrono::hours(24 * 365)));
        of.timer_.async_wait(on_time);
    }
    time_limit(const time_limit&) = delete;
    time_limit& operator=(const time_limit&) = delete;
    ~time_limit() {
        of_.operation_ = 0;
        of_.timer_.cancel();
    }

  private:
    lmtp_connection& of_;
};

void lmtp_connection::close() noexcept {
    error_code ignored;
    socket_.close(ignored);
    resolver_.cancel();
    resolved_.notify();
}

void lmtp_connection::fail(error_code failure, error_code kind) {
    close();
    if (has_timed_out_) throw error(errc::timed_out, {.detail = server_ + " took too long"});
    if (failure == asio::error::operation_aborted) throw error(failure);
    if (failure == asio::error::eof) throw error(errc::closed, {.detail = server_});
    throw error(kind, {.detail = server_, .cause = failure});
}

asio::awaitable<void> lmtp_connection::connect(const lmtp_server& to, duration limit) {
    server_ = "the LMTP server "
              + (to.socket.empty() ? to.host + ":" + std::to_string(to.port) : to.socket.native());
    const time_limit limited(*this, limit);
    if (to.socket.empty()) {
        co_await connect_tcp(to);
        co_return;
    }
    generic::endpoint there;
    try {
        there = asio::local::stream_protocol::endpoint(to.socket.native());
    } catch (const boost::system::system_error& failure) {  // the path is too long
        fail(failure.code(), errc::connect_failed);
    }
    const auto [failure] = co_await socket_.async_connect(there, asio::as_tuple(asio::use_awaitable));
    if (failure) fail(failure, errc::connect_failed);
}

/// Looks up the addresses. A look-up that has begun cannot be cancelled, so this does not wait for its end if
/// the time is over or the coroutine is cancelled.
asio::awaitable<lmtp_connection::addresses> lmtp_connection::look_up(const lmtp_server& to) {
    struct look_up_result {
        bool has_come = false;
        error_code failure;
        addresses found;
    };
    const auto made = std::make_shared<look_up_result>();
    const auto on_end = [made, weak = weak_from_this()](error_code failure, addresses found) {
        *made = {true, failure, std::move(found)};
        if (const auto waiting = weak.lock()) waiting->resolved_.notify();
    };
    resolver_.async_resolve(to.host, std::to_string(to.port), on_end);
    while (!made->has_come && !has_timed_out_)
        co_await resolved_.wait();
    if (made->failure || has_timed_out_) fail(made->failure, errc::resolve_failed);
    co_return std::move(made->found);
}

asio::awaitable<void> lmtp_connection::connect_tcp(const lmtp_server& to) {
    const auto found = co_await look_up(to);
    error_code failure = asio::error::host_not_found;
    for (const auto& one : found) {
        error_code ignored;
        socket_.close(ignored);
        const generic::endpoint there(one.endpoint());
        const auto [refused] = co_await socket_.async_connect(there, asio::as_tuple(asio::use_awaitable));
        failure = refused;
        if (!refused || has_timed_out_ || refused == asio::error::operation_aborted) break;
    }
    if (!failure) socket_.set_option(tcp::no_delay(true), failure);
    if (failure || has_timed_out_) fail(failure, errc::connect_failed);
}

asio::awaitable<void> lmtp_connection::write(std::string_view text, duration limit) {
    const time_limit limited(*this, limit);
    const auto bytes = asio::buffer(text);
    const auto [failure, written] =
        co_await asio::async_write(socket_, bytes, asio::as_tuple(asio::use_awaitable));
    if (failure) fail(failure, errc::io_error);
}

asio::awaitable<lmtp_reply> lmtp_connection::read_reply(duration limit) {
    const time_limit limited(*this, limit);
    for (;;) {
        auto made = input_.take();
        if (made) co_return std::move(*made);
        std::array<char, 4'096> piece;
        const auto into = asio::buffer(piece);
        const auto [failure, taken] =
            co_await socket_.async_read_some(into, asio::as_tuple(asio::use_awaitable));
        if (failure) fail(failure, errc::io_error);
        input_.add({piece.data(), taken});
    }
}

/// A reply that came before its command is sent would be taken for the reply to that command.
void lmtp_connection::expect_silence() {
    error_code failure;
    if (socket_.available(failure) > 0) {
        std::array<char, 512> piece;
        input_.add({piece.data(), socket_.read_some(asio::buffer(piece), failure)});
    }
    if (input_.is_empty()) return;
    close();
    const auto first = input_.take();
    const auto words = first ? first->words() : std::string();
    const auto code =
        first && first->code == lmtp_reply::closing ? errc::temporary_failure : errc::malformed_reply;
    throw error(code, {.raw_reply = words, .detail = "the LMTP server replied before it was asked"});
}

}  // namespace popline::syncing
