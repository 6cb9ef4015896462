// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <memory>
#include <new>
#include <popline/server.hpp>
#include <string>

#include "net/byte_stream.hpp"
#include "net/clock.hpp"
#include "net/environment.hpp"
#include "net/failure.hpp"
#include "net/waiter.hpp"

namespace popline::net {

class dialer;
class tls_stream;

/// An open byte stream.
struct opened {
    std::unique_ptr<byte_stream> stream;
    tls_stream* tls = nullptr;  ///< the same stream, if it is TLS; else null
    /// Bytes that a step read and that belong to what follows it: a proxy's answer and the server's greeting
    /// may arrive in one read.
    std::string leftover = {};
};

/// Opens a byte stream to a server, in steps. Each step is a coroutine that takes the stream from `way` and
/// replaces it. A proxy, or a stream that the user brings, is one more step.
///
/// `opening` makes one and is its only caller; the channel holds it meanwhile, to stop it. All its functions
/// run on the executor of the connection. While a step runs, the connection has no stream.
class opener final : public std::enable_shared_from_this<opener>,
                     public ready_listener,
                     public timer_listener {
  public:
    /// The timer is used by no other object while this lives. The server outlives each step.
    opener(boost::asio::any_io_executor executor, timer& clockwork);
    ~opener();

    // The steps. Each completes with why it failed; with `operation_aborted` if it was cancelled.

    /// Looks up the name, and connects to one of its addresses.
    static boost::asio::awaitable<failure> connect(std::shared_ptr<opener> by, const server& to);
    /// Makes the TLS handshake over the open stream.
    static boost::asio::awaitable<failure> secure(std::shared_ptr<opener> by, const server& with, alpn offer);

    /// The stream that the steps so far have made.
    opened way;
    /// Whether `secure` failed because the server knows none of the protocols that ALPN offered.
    bool alpn_was_refused() const noexcept { return alpn_was_refused_; }

    /// Ends the pending step with this failure.
    void stop(failure why) noexcept;
    /// The execution context ends: the coroutine that awaits a step is destroyed.
    void shut_down() noexcept;

  private:
    struct begin_wait {
        opener* by;

        template <class Handler>
        void operator()(Handler handler) const {
            auto* const self = by;
            const auto cancel = [self](boost::asio::cancellation_type) {
                self->stop({boost::asio::error::operation_aborted});
            };
            if (!self->waits_.hold(std::move(handler), cancel)) self->stop(out_of_memory());
            if (self->over_) self->wake();
        }
    };
    /// Until the stream is ready, or the step is stopped.
    auto wait() {
        return boost::asio::async_initiate<const boost::asio::deferred_t, void()>(begin_wait{this},
                                                                                  boost::asio::deferred);
    }
    void wait_for_stream();
    void on_ready(direction way, boost::system::error_code failure) override;
    void on_time() override;
    void wake() noexcept;

    boost::asio::any_io_executor executor_;
    environment& around_;
    timer& timer_;
    waiter waits_;  // the coroutine that awaits a step
    std::shared_ptr<dialer> dialer_;
    time_point handshake_ends_at_{};
    failure failure_;
    bool over_ = false;  // it was stopped
    bool alpn_was_refused_ = false;
};

}  // namespace popline::net
