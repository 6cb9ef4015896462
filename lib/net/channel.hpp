// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <memory>
#include <utility>

#include "net/deadlines.hpp"
#include "net/environment.hpp"
#include "net/failure.hpp"
#include "net/keep_alive.hpp"
#include "net/posted_handlers.hpp"
#include "net/settings.hpp"
#include "net/transport.hpp"
#include "net/waiters.hpp"
#include "protocol/pipeline.hpp"
#include "protocol/session_state.hpp"

namespace popline::net {

/// The handlers of a connection call these functions: when the stream may be ready, when the timer expires,
/// and when a posted handler runs.
class channel_listener : public ready_listener, public timer_listener, public posted_listener {
  protected:
    ~channel_listener() = default;
};

/// What the parts of one connection share: the stream, the commands that are queued or in flight for it, the
/// coroutines that wait, the time limits, and why it ended. The parts work on the public members, each of
/// which keeps its own rules; only functions of this class write the private ones.
///
/// The connection owns it. All functions run on the executor of the connection.
class channel {
  public:
    explicit channel(boost::asio::any_io_executor by);
    ~channel();
    channel(const channel&) = delete;
    channel& operator=(const channel&) = delete;

    /// Sets the listener that the handlers call: the connection that owns this channel.
    void report_to(const std::shared_ptr<channel_listener>& who);
    /// Copies from `target` what the connection needs of it after it was opened.
    void configure(const server& target);

    // Commands.

    /// Queues a command. An urgent command is written soon; any other command waits for the next write.
    boost::system::error_code submit(exchange& one);
    /// Gives up the reply to this command.
    void drop(exchange& one) noexcept;
    /// Takes the exchange back for later use. Requires that neither the pipeline nor a lease holds it.
    void release(exchange& one) noexcept;
    /// The newest CAPA that is queued or in flight; null if there is none.
    exchange* capabilities_due() const noexcept { return capabilities_due_; }
    /// The reply to this CAPA is complete.
    void capabilities_came(exchange& one);
    /// Sets the capabilities that the server has now. They decide whether commands are pipelined, unless the
    /// user has fixed that.
    void set_capabilities(capabilities said);

    // Handlers. If no memory is left for one, the connection fails.

    /// Arranges that all queued commands are written soon. Commands that are submitted before that are
    /// written together with them.
    void request_flush();
    void post(posted why);
    /// Whether a flush was requested and has not begun.
    bool is_flush_pending() const noexcept { return flush_due_ || handlers_.pending(posted::write); }
    /// Whether a flush was requested for the end of the running handler. The call also clears the request.
    bool take_flush_due() noexcept { return std::exchange(flush_due_, false); }
    void wait_for(direction way);
    /// The reply that the server must send next, and how long it may take.
    net::deadlines::due due() const noexcept;
    /// Call this when no reply is due. It frees memory, ends the wait for the stream and stops the timer.
    void go_idle();

    // The end.

    /// Ends the connection with this failure. The stream is closed. All commands that are queued or in
    /// flight fail with the same failure, oldest first. Only the first call has an effect.
    void fail(failure why) noexcept;
    bool has_failed() const noexcept { return failed_ != nullptr; }
    const failure& failed() const noexcept;
    /// Called when the execution context ends. Destroys the coroutines that wait.
    void shut_down() noexcept;
    bool is_shut_down() const noexcept { return shut_down_; }
    std::shared_ptr<channel_listener> listener() const noexcept { return listener_.lock(); }

    const boost::asio::any_io_executor executor;
    environment& around;
    net::settings settings;
    protocol::pipeline pipeline;
    protocol::session_state state;
    net::transport transport;
    net::waiters waiters;
    net::deadlines deadlines;
    std::unique_ptr<keep_alive> alive;    ///< null until the session is kept alive for the first time
    std::shared_ptr<net::opener> opener;  ///< while the connection opens

  private:
    std::chrono::milliseconds limit_of_head() const noexcept;

    std::weak_ptr<channel_listener> listener_;
    posted_handlers handlers_;
    bool flush_due_ = false;  // a flush is to be done at the end of the running handler
    bool shut_down_ = false;  // the execution context has ended, and the environment with it
    exchange* capabilities_due_ = nullptr;
    std::shared_ptr<const failure> failed_;
};

}  // namespace popline::net
