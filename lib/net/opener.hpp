// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <chrono>
#include <memory>
#include <new>
#include <optional>
#include <popline/errc.hpp>
#include <popline/limits.hpp>
#include <popline/server.hpp>
#include <string>

#include "net/byte_stream.hpp"
#include "net/clock.hpp"
#include "net/destination.hpp"
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
    /// Bytes that a step read but that are for the next step: a proxy's answer and the server's greeting may
    /// arrive in one read.
    std::string leftover = {};
};

/// Opens a byte stream to a server, in steps: see `opening_step`. The steps of popline are below; `steps_to`
/// says which of them a server needs.
///
/// `opening` makes the opener and is its only caller. The channel also refers to the opener, so that it can
/// stop it. All functions run on the executor of the connection. While a step runs, the connection has no
/// stream.
class opener final : public std::enable_shared_from_this<opener>,
                     public ready_listener,
                     public timer_listener {
  public:
    /// No other object may use the timer while the opener lives. The limits must outlive each step.
    opener(boost::asio::any_io_executor executor, timer& clockwork, const limits& within);
    ~opener();

    // Steps. Each completes with the reason of its failure, or with `operation_aborted` if it was cancelled.
    // Its arguments must outlive it.

    /// Looks up the name and connects to one of its addresses. Both are one step, because several addresses
    /// may be tried at the same time, and one limit holds for all of it.
    static boost::asio::awaitable<failure> connect(std::shared_ptr<opener> by, const destination& to);
    /// Makes the TLS handshake over the open stream.
    static boost::asio::awaitable<failure> secure(std::shared_ptr<opener> by, const server& with, alpn offer);

    // Functions for the steps.

    /// Makes the next `wait` end also when the stream may be ready in this direction.
    void watch(direction which) { way.stream->wait(which, shared_from_this()); }
    /// Waits until the stream may be ready in a direction that `watch` named, or until the step must end.
    /// Call `verdict` afterwards. For `co_await`.
    auto wait() {
        return boost::asio::async_initiate<const boost::asio::deferred_t, void()>(begin_wait{this},
                                                                                  boost::asio::deferred);
    }
    /// Why the step must end; no failure if it may go on. Call it after each `wait`.
    failure verdict() {
        waits_.end();
        return failure_;
    }
    /// Gives the step a time limit from now on. If it is reached, the step ends with the failure `why`.
    void begin_limit(std::chrono::milliseconds limit, errc why);
    void end_limit() noexcept;

    const boost::asio::any_io_executor& executor() const noexcept { return executor_; }

    /// The stream that the finished steps have made.
    opened way;
    /// Whether `second_try` is of use. If not, the handshake offers nothing that the server may fail at.
    bool may_be_repeated = true;
    /// If `secure` failed, and a second connection may succeed: what that connection must offer. The server
    /// knows none of the protocols that ALPN offered, or could not resume a TLS session.
    std::optional<alpn> second_try() const noexcept { return second_try_; }

    /// Ends the pending step with this failure.
    void stop(failure why) noexcept;
    /// Called when the execution context ends. Destroys the coroutine that awaits a step.
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
    void on_ready(direction way, boost::system::error_code failure) override;
    void on_time() override;
    void wake() noexcept;

    boost::asio::any_io_executor executor_;
    environment& around_;
    timer& timer_;
    const limits& limits_;
    waiter waits_;  // the coroutine that awaits a step
    std::shared_ptr<dialer> dialer_;
    errc limit_ends_in_{};  // the error at the end of the time limit; 0 while no limit runs
    time_point limit_ends_at_{};
    failure failure_;
    bool over_ = false;  // the opener was stopped
    std::optional<alpn> second_try_;
};

}  // namespace popline::net
