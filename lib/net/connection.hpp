// SPDX-License-Identifier: BSL-1.0
// Longer than 250 lines: the page that explains the driver stands at its top.
//
// How reading, writing and waiting work
//
// There is no background task. Everything below runs either in a coroutine of the user that awaits an
// operation, or in a handler that the connection has given to Asio: for readiness of the stream (`on_ready`),
// for the timer (`on_time`), or one that it has posted. All of them run on the executor of the session, so
// there is no lock.
//
// A command begins in `submit`: the pipeline queues it, and `request_flush` sees to it that `flush` runs
// soon, after all that is submitted side by side. `flush` writes what the window lets through (`write_out`).
// Before it writes while no reply is due, `look_before_writing` checks that the server has sent nothing
// unasked, which would be taken for the reply. If the stream takes no more, `wait_for(direction::write)` is
// called; the handler calls `flush` again.
//
// A coroutine then awaits `wait`. Three cases follow (`on_wait`):
//   - Its reply is due first and it reads a body: it becomes `reader_`. The readiness handler reads once and
//     resumes it; it takes the pieces by `pull` and `fill` through a `body_reader`, without further handlers
//     until nothing is left to read.
//   - Its reply is due first and it is small: `read_on` reads until nothing is there, and then waits for the
//     stream.
//   - Its reply is due later: the handlers that read for the others come to it.
//
// `read_on` reads for all who wait. It takes events from the pipeline (`pull`), stores the replies in their
// exchanges (`settle`), and wakes the coroutine of each complete reply (`wake`). The first one that is woken
// in a readiness handler is resumed inside it (`inline_resume`, `go_on`); the others are posted. `read_on`
// stops at the body of a message, which only its owner may read. If the owner does not read it while another
// coroutine waits for a later reply, the body gives way: it is read and thrown away, and its owner asks for
// it once more (`somebody_elses_body`, `resubmit`).
//
// After `turn` bytes or replies, the other handlers of the executor go first (`read_on_soon`). While no reply
// is due, no buffer, no timer and no wait is kept (`rest`). `deadlines` knows which time limit runs. `fail`
// ends the connection: each coroutine that waits is woken and gets the reason from `verdict`.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/deferred.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <popline/counters.hpp>
#include <popline/server.hpp>
#include <string>
#include <vector>

#include "net/byte_stream.hpp"
#include "net/coroutine.hpp"
#include "net/deadlines.hpp"
#include "net/environment.hpp"
#include "net/exchange_pool.hpp"
#include "net/failure.hpp"
#include "net/inline_resume.hpp"
#include "net/input_buffer.hpp"
#include "net/lease.hpp"
#include "net/opener.hpp"
#include "net/round_trip.hpp"
#include "net/turn.hpp"
#include "protocol/pipeline.hpp"
#include "protocol/session_state.hpp"

namespace popline::net {

class tls_stream;
class tracer;

/// One connection: it drives the stream, gives replies to the coroutines that wait for them, and ends. It is
/// the only shared object of a session. The session owns it, and so does each lease and each handler under
/// way. All its functions run on the executor of the session.
class connection final : public std::enable_shared_from_this<connection>,
                         public ready_listener,
                         public timer_listener,
                         public shutdown_listener {
  public:
    static std::shared_ptr<connection> make(boost::asio::any_io_executor executor);
    explicit connection(boost::asio::any_io_executor executor);  // by `make`
    ~connection();

    // Opening, in connecting.cpp. A failure ends the connection.

    /// From the look-up to the greeting, TLS included. The target outlives it, and is not kept.
    static boost::asio::awaitable<failure> open(std::shared_ptr<connection> line, const server& target);

    // Commands.

    /// Queues a command that leaves with the next write; or says why not, and the lease is empty.
    lease submit(protocol::command&& what, boost::system::error_code& refused);
    /// The same for a command that nobody will wait for.
    boost::system::error_code submit_detached(protocol::command&& what);
    /// The next line of a dialogue, with its CRLF; its status line is then waited for again.
    void answer(exchange& one, std::string&& line);
    /// The dialogue goes on with a status line that is due without an answer of ours.
    void expect_status(exchange& one);
    /// The dialogue is over.
    void finish(exchange& one);
    /// Asks once more for a body that was displaced, and whose reply has ended since.
    boost::system::error_code resubmit(exchange& one);
    /// The rest of this reply is not wanted, although a lease may still hold the exchange.
    void abandon(exchange& one);
    /// No lease holds the exchange any more.
    void give_up(exchange& one) noexcept;
    /// The answer to a CAPA that leaves or left unheard; empty if there is none, or if somebody waits for it
    /// already.
    lease adopt_capabilities();
    /// A CAPA that nobody has asked for does not leave any more.
    void drop_detached_capabilities();

    /// Until the reply has ended, its status line is there (bodies, dialogues), it was cancelled, or the
    /// connection failed. Not a coroutine: an operation for `co_await`, which must be the only one that waits
    /// for this exchange.
    auto wait(exchange& one) {
        return boost::asio::async_initiate<const boost::asio::deferred_t, void()>(begin_wait{&one},
                                                                                  boost::asio::deferred);
    }

    /// To be asked after each `wait`: whether it was cancelled, or the connection failed.
    failure verdict(exchange& one);
    /// Whether `verdict` would find nothing; as cheap as a look at two flags.
    bool undisturbed(const exchange& one) const noexcept { return !failed_ && !one.cancelled; }

    // Reading by the owner of a reply, in reading.cpp.

    /// Takes events out of what was read already until one is for the reader: that, or `need_more`, if
    /// nothing can be done without more octets, or without another reader. Null reads for nobody.
    protocol::pipeline::event pull(exchange* reader);
    /// Reads what is there; false if nothing is, or it is somebody else's turn: then `wait`.
    bool fill(exchange& reader);
    /// Whether others on the executor should have a turn; `wait` after `give_turn` is one.
    bool turn_is_over() const noexcept { return turn_.is_over(); }
    void give_turn(exchange& reader) noexcept { turn_.give_up_for(reader); }
    /// The owner takes the octets of the body himself, from now on, or no longer.
    void attend(exchange& reader) noexcept { reader.reading = true; }
    void leave(exchange& reader) noexcept {
        reader.reading = false;
        turn_.forget(reader);
    }
    /// A sink is awaited, in this coroutine, from now on; until `fed`.
    void feed(const void* coroutine);
    void fed() noexcept;
    /// The owner of the head asks for more: the sink has taken what it was given.
    void sink_took() noexcept { deadlines_.end_sink(); }
    /// The coroutine in which a sink is awaited now: a command awaited in it would wait for itself. Null if
    /// there is none.
    const void* fed_in() const noexcept { return fed_in_; }
    /// Reads on for those who wait, if somebody does, behind whoever runs now: a body that he does not begin
    /// to read gives way.
    void serve_others_soon() {
        if (awaited_ > 0) read_on_soon();
    }

    // What is known.

    const boost::asio::any_io_executor& executor() const noexcept { return executor_; }
    /// What `pull` has found of a body; valid until the next one.
    std::string_view chunk() const noexcept { return pipeline_.text(); }
    /// How its way was to be protected.
    popline::security security() const noexcept { return security_; }
    const popline::limits& limits() const noexcept { return pipeline_.limits(); }
    const protocol::session_state& state() const noexcept { return state_; }
    tls_facts facts() const;
    bool is_tls() const noexcept { return tls_ != nullptr; }
    const failure& failed() const noexcept;
    /// How many commands, and bytes of their replies, may be in flight now.
    std::size_t window_commands() noexcept { return pipeline_.width().commands(); }
    std::uint64_t window_bytes() noexcept { return pipeline_.width().octets(); }
    /// Whether any byte of the command was handed to the stream: the server may have acted on it.
    bool has_left(const exchange& one) const noexcept { return pipeline_.begun(one); }
    environment& around() noexcept { return around_; }
    counters counted() const noexcept;
    /// From now on these hold; whether commands are pipelined follows from them.
    void set_capabilities(capabilities said);
    /// After a login the server may announce others.
    void forget_capabilities() noexcept { state_.forget_capabilities(); }

    /// What was odd about the listing that was read last; null while none ever was. It stays where it is,
    /// since the user is given it by reference.
    std::unique_ptr<listing_remarks> remarks;

    /// Ends the connection: the stream is closed, and all that is queued or in flight fails with this, oldest
    /// first. Only the first cause counts.
    void fail(failure why) noexcept;

  private:
    struct begin_wait {
        exchange* one;

        template <class Handler>
        void operator()(Handler handler) const {
            auto& of = *one;
            auto& on = *of.line;
            const void* const coroutine = coroutine_of(handler);
            // The coroutine is suspended already: it would not hear an exception.
            try {
                of.waits.hold(std::move(handler),
                              [&on, &of](boost::asio::cancellation_type kind) { on.on_cancel(of, kind); });
            } catch (const std::bad_alloc&) {
                on.fail(out_of_memory());
            }
            on.on_wait(of, coroutine);
        }
    };

    // Waiting and its end.
    void on_wait(exchange& one, const void* coroutine);
    void on_cancel(exchange& one, boost::asio::cancellation_type kind);
    void wake(exchange& one);
    void post(waiter& one) noexcept;
    void resume_overdue();
    void on_ready(direction way, boost::system::error_code failure) override;
    void serve(direction way, boost::system::error_code failure);
    void on_time() override;
    void on_shutdown() noexcept override;
    std::shared_ptr<shutdown_listener> lock() noexcept override { return weak_from_this().lock(); }

    // Waiting behind a sink, in feeding.cpp.
    void limit_sink();
    void wait_behind_sink(exchange& one);
    void sink_is_overdue();
    void end_wait(exchange& one, exchange::given_up_by whom);
    failure why_given_up(exchange& one) const;

    // Opening; the target outlives each step, and is not kept.
    static boost::asio::awaitable<failure> reach(std::shared_ptr<connection> line, const server& target,
                                                 alpn offer);
    static boost::asio::awaitable<failure> upgrade(std::shared_ptr<connection> line, const server& target,
                                                   alpn offer);
    void start_over();
    void configure(const server& target);
    void adopt(opened&& way);
    opened release_stream();
    lease expect_greeting();
    failure why_unwelcome(exchange& greeting);

    // Reading.
    bool somebody_elses_body(const exchange* reader);
    void fail_at_breach();
    void settle(exchange& one);
    bool read();
    void read_on();
    void read_on_in_handler();
    void go_on();
    void read_on_soon();
    void rest();

    // Writing.
    void request_flush();
    void post_flush();
    void flush();
    bool look_before_writing();
    void look_again_soon();
    void write_out();
    void fit_window();
    void stop_writing(boost::system::error_code failure);

    // Waiting for the stream, and for how long.
    void wait_for(direction way);
    deadlines::due due() const noexcept;
    std::string waited_for(const protocol::entry& head) const;
    std::chrono::milliseconds limit_of_head() const noexcept;
    errc timed_out_by() const noexcept;

    boost::system::error_code enqueue(exchange& one);
    lease lend(exchange& one) { return {shared_from_this(), one}; }
    void release(exchange& one) noexcept;
    std::string words_of_nobody(std::string_view octets) const;
    failure end_of_stream(boost::system::error_code cause) const;

    boost::asio::any_io_executor executor_;
    std::unique_ptr<tracer> tracer_;  // before the pipeline, which it outlives
    environment& around_;
    popline::security security_ = popline::security::implicit_tls;
    pipelining width_ = pipelining::automatic();
    std::unique_ptr<const popline::limits> limits_;  // null: the defaults, of which there is one for all
    protocol::pipeline pipeline_;
    protocol::session_state state_;
    std::unique_ptr<byte_stream> stream_;
    tls_stream* tls_ = nullptr;  // the same, once it is TLS
    input_buffer input_;
    std::shared_ptr<opener> opener_;  // while the connection opens

    exchange* capabilities_due_ = nullptr;  // the newest CAPA that is queued or in flight
    std::shared_ptr<const failure> failed_;
    boost::system::error_code unwritable_;  // the first failure of a write; what came before it is still read

    exchange_pool exchanges_;

    exchange* reader_ = nullptr;    // woken directly when there is something to read
    const void* fed_in_ = nullptr;  // the coroutine that awaits a sink now
    std::size_t awaited_ = 0;       // exchanges with a coroutine that waits
    bool shut_down_ = false;        // the execution context is gone, and the environment with it
    inline_resume inline_resume_;
    turn turn_;
    bool overdue_ = false;    // a coroutine was woken, and no memory was left to post it
    bool drained_ = false;    // the newest read took all there was, and no handler has ended since
    bool flush_due_ = false;  // at the handler's end
    bool flush_posted_ = false;
    bool taking_back_ = false;  // a queued command was cancelled, and may not leave before its owner has run
    bool reading_posted_ = false;
    bool write_waits_for_reading_ = false;  // TLS renegotiates
    bool in_flight_ = false;                // something was written since the last wait for octets

    deadlines deadlines_;
    round_trip trip_;

    counters counted_;  // without what the pipeline counts
};

}  // namespace popline::net
