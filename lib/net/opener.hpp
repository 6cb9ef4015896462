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

/// The way from a server's name to an open, protected byte stream, in steps: each is a coroutine that takes
/// what the step before left in `way`, and replaces it. A proxy or a stream of the user's is one more step.
///
/// A connection makes one for as long as it opens, and is the only one that calls it. All its functions run
/// on the connection's executor. While a step runs, the connection has no stream.
class opener final : public std::enable_shared_from_this<opener>,
                     public ready_listener,
                     public timer_listener {
  public:
    /// Nobody else uses the timer while this lives. The server outlives each step.
    opener(boost::asio::any_io_executor executor, timer& clockwork);
    ~opener();

    // The steps. Each completes with why it failed, and with `operation_aborted` if it was cancelled.

    /// Looks up the name, and connects to one of its addresses.
    static boost::asio::awaitable<failure> connect(std::shared_ptr<opener> by, const server& to);
    /// Shakes hands over the stream that is open.
    static boost::asio::awaitable<failure> secure(std::shared_ptr<opener> by, const server& with, alpn offer);

    /// What the steps before made.
    opened way;
    /// Whether `secure` failed because the server knows none of the protocols that ALPN offered.
    bool alpn_was_refused() const noexcept { return alpn_was_refused_; }

    /// The step under way ends with this failure.
    void stop(failure why) noexcept;
    /// The execution context ends: the coroutine that awaits a step is destroyed.
    void shut_down() noexcept;

  private:
    struct begin_wait {
        opener* by;

        template <class Handler>
        void operator()(Handler handler) const {
            auto* const self = by;
            // The coroutine is suspended already: it would not hear an exception.
            try {
                self->waits_.hold(std::move(handler), [self](boost::asio::cancellation_type) {
                    self->stop({boost::asio::error::operation_aborted});
                });
            } catch (const std::bad_alloc&) {
                self->stop(out_of_memory());
            }
            if (self->over_) self->wake();
        }
    };
    /// Until the step has got on, or is over.
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
    bool over_ = false;  // no step gets on any more
    bool alpn_was_refused_ = false;
};

}  // namespace popline::net
