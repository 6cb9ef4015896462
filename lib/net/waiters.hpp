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

/// The coroutines that wait for replies, and how each goes on: one is resumed inside the handler that read
/// its reply (`inline_resume`), the others are posted. The channel owns it; the receiver, the sink watch and
/// the driver wake coroutines by it. It runs on the executor of the connection.
class waiters {
  public:
    /// Both outlive it.
    waiters(const boost::asio::any_io_executor& executor, spare_buffers& spare) noexcept
        : executor_(executor), spare_(spare) {}

    exchange_pool exchanges;

    /// A coroutine has begun to wait for this reply.
    void add() noexcept { ++count_; }
    bool any() const noexcept { return count_ > 0; }

    /// The coroutine that waits for this reply, if there is one, goes on.
    void wake(exchange& one);
    void wake_all();
    /// Its wait ends without its reply. A command that is queued is not written before its owner has run.
    void end_wait(exchange& one, exchange::given_up_by whom);
    /// The caller cancels the wait. It ends at once, but after a total cancellation only if the command is
    /// still queued: the server has not seen it then.
    void cancel(exchange& one, boost::asio::cancellation_type kind);
    /// Whether the owner of a queued command has yet to run, to take it back; asked once.
    bool is_taking_back() noexcept { return std::exchange(taking_back_, false); }

    // The reader: the coroutine that reads the body which is due first. It is resumed when bytes are there.

    exchange* reader() const noexcept { return reader_; }
    void read_by(exchange& one) noexcept { reader_ = &one; }
    /// The running handler will resume the reader inside it.
    void choose_reader() noexcept {
        inside.insist_on(*std::exchange(reader_, nullptr));
        --count_;
    }

    /// What the running handler resumes inside it.
    inline_resume inside;

    /// The last thing that a handler does: resumes the coroutines that no memory was left to post.
    void resume_overdue();
    /// The execution context ends: no coroutine goes on.
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
