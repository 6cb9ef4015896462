// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <cstddef>
#include <utility>

#include "net/exchange_pool.hpp"
#include "net/inline_resume.hpp"
#include "net/spare_buffers.hpp"

namespace popline::net {

/// The coroutines that wait for replies, and how each is resumed: one is resumed inside the handler that
/// read its reply (`inline_resume`), the others are posted. The channel owns it; the receiver, the sink
/// watch and the driver call it to wake coroutines. It runs on the executor of the connection.
class waiters {
  public:
    /// The executor and the spare buffers must outlive this object.
    waiters(const boost::asio::any_io_executor& executor, spare_buffers& spare) noexcept
        : executor_(executor), spare_(spare) {}

    exchange_pool exchanges;

    /// Call this when a coroutine begins to wait for a reply.
    void add() noexcept { ++count_; }
    bool any() const noexcept { return count_ > 0; }

    /// Wakes the coroutine that waits for this reply, if there is one.
    void wake(exchange& one);
    void wake_all();
    /// Ends the wait for this reply, although the reply has not come. If the command is queued, it is not
    /// written before the coroutine that owns it has run.
    void end_wait(exchange& one, exchange::given_up_by whom);
    /// Cancels the wait on behalf of the caller. The wait ends at once, with one exception: after a total
    /// cancellation it ends only if the command is still queued, because the server has not seen it then.
    void cancel(exchange& one, boost::asio::cancellation_type kind);
    /// Whether the owner of a queued command still has to run, so that it can remove the command. The call
    /// also clears this.
    bool is_taking_back() noexcept { return std::exchange(taking_back_, false); }

    // The reader: the coroutine that reads the body which is due first. It is resumed when bytes are there.

    exchange* reader() const noexcept { return reader_; }
    void read_by(exchange& one) noexcept { reader_ = &one; }
    /// Makes the running handler resume the reader inside it.
    void choose_reader() noexcept {
        inside.insist_on(*std::exchange(reader_, nullptr));
        --count_;
    }

    /// The coroutine that the running handler resumes inside it.
    inline_resume inside;

    /// Resumes the coroutines that could not be posted because no memory was left. Readiness handlers and
    /// posted handlers call this last.
    void resume_overdue();
    /// Call this when the execution context ends: no coroutine is resumed any more.
    void drop_all() noexcept;

  private:
    void post(waiter& one) noexcept;

    const boost::asio::any_io_executor& executor_;
    spare_buffers& spare_;
    exchange* reader_ = nullptr;
    std::size_t count_ = 0;
    bool overdue_ = false;      // a coroutine was woken, and no memory was left to post it
    bool taking_back_ = false;  // the wait for a queued command was ended, and its owner has not run yet
};

}  // namespace popline::net
