// SPDX-License-Identifier: BSL-1.0
// How reading, writing and waiting work
//
// There is no background task. Everything below runs either in a coroutine of the user that awaits an
// operation, or in a handler that the connection has given to Asio: for readiness of the stream
// (`on_ready`), for the timer (`on_time`), or for a task that it has posted (`on_posted`). All of them run
// on the executor of the session, so there is no lock.
//
// A command begins in `connection::submit`. The pipeline queues it, and `channel::request_flush` arranges
// that `driver::flush` runs soon, after other commands that are submitted at the same time. `flush` writes
// as many commands as the window allows (`writer::write`). If no reply is due,
// `receiver::look_before_writing` first checks that the server has sent nothing unasked, because such bytes
// would be taken for the reply. If the stream takes no more bytes, `channel::wait_for(direction::write)` is
// called; the readiness handler calls `flush` again.
// If the window is full, the command stays in the queue of the pipeline. When bytes of a body have come, or
// a reply is complete, `receiver::write_if_window_opened` requests the next flush.
//
// A coroutine then awaits `connection::wait`. Three cases follow (`driver::begin_wait`):
//   - Its reply is due first and it reads a body: it becomes the reader (`waiters::read_by`). The readiness
//     handler reads once and resumes it. The coroutine then takes the pieces by `receiver::pull` and `fill`
//     through a `body_reader`, without further handlers until no byte is left to read.
//   - Its reply is due first and it does not read a body: `driver::read_on` reads until no byte is there,
//     and then waits for the stream.
//   - Its reply is due later: the handlers read the replies before it first, and then this one.
//
// `read_on` reads for all coroutines that wait. `receiver::pull` takes events from the pipeline, stores the
// replies in their exchanges, and wakes the coroutine of each complete reply (`waiters::wake`). The first
// coroutine that is woken in a readiness handler is resumed inside that handler (`inline_resume`,
// `driver::go_on`); the others are posted. `read_on` stops at the body of a message, which only the owner of
// the reply may read. If the owner does not read the body while a coroutine (even the owner itself) waits
// for a later reply, the body is displaced: the connection reads and discards it, and the owner asks for it
// once more (`receiver::body_of_another`, `connection::resubmit`).
//
// After a `turn` of bytes or replies, the other handlers of the executor run first. While no reply is due,
// the connection keeps no buffer, no timer and no wait (`channel::go_idle`), unless it is kept alive
// (`keep_alive`): then the end of the stream is noticed while the session is idle. `deadlines` knows which
// time limit runs. `channel::fail` ends the connection: each coroutine that waits is woken, and gets the
// reason from `verdict`.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/system/error_code.hpp>
#include <utility>

#include "net/channel.hpp"
#include "net/coroutine.hpp"
#include "net/receiver.hpp"
#include "net/sink_watch.hpp"
#include "net/writer.hpp"

namespace popline::net {

/// Decides what runs when: it begins and ends waits, reads for all coroutines that wait, and resumes them.
/// The comment above explains how. The connection owns it, and calls it from its operations and its
/// handlers.
class driver {
  public:
    /// The channel outlives it.
    explicit driver(channel& on) noexcept : writer_(on), receiver(on, writer_), sinks(on), on_(on) {}

    // Waiting for a reply.

    /// Waits for this reply: an operation for `co_await`. See `connection::wait`.
    auto wait(exchange& one) {
        return boost::asio::async_initiate<const boost::asio::deferred_t, void()>(beginning{this, &one},
                                                                                  boost::asio::deferred);
    }
    /// A coroutine has begun to wait for this reply. `wait` calls it.
    void begin_wait(exchange& one, const void* coroutine);
    /// Call this after the wait: why the wait ended without the reply; no failure if the reply has come.
    failure verdict(exchange& one);

    /// Reads while the reply that is due first has no coroutine that reads it.
    void read_on();

    // Handlers. `on_ready`: the stream may be ready, so read or write. `on_time`: a time limit may be
    // reached. `on_posted`: read on or write, as `posted` says. At their end, `on_ready` and `on_posted`
    // resume the coroutines that could not be posted because no memory was left.

    void on_ready(direction way, boost::system::error_code failure);
    void on_time();
    void on_posted(posted why);

  private:
    writer writer_;

  public:
    net::receiver receiver;
    sink_watch sinks;

  private:
    struct beginning {
        driver* by;
        exchange* of;

        template <class Handler>
        void operator()(Handler handler) const {
            auto& on = by->on_;
            auto& one = *of;
            const void* const coroutine = coroutine_of(handler);
            const auto cancel = [&on, &one](boost::asio::cancellation_type kind) {
                on.waiters.cancel(one, kind);
            };
            if (!one.waits.hold(std::move(handler), cancel)) on.fail(out_of_memory());
            by->begin_wait(one, coroutine);
        }
    };

    void flush();
    void serve(direction way, boost::system::error_code failure);
    void read_on_in_handler();
    void go_on();

    channel& on_;
};

}  // namespace popline::net
