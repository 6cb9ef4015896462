// SPDX-License-Identifier: BSL-1.0
// Longer than 250 lines: one object whose state five files share, and which is best read in one place.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/deferred.hpp>
#include <cstdint>
#include <forward_list>
#include <memory>
#include <optional>
#include <popline/capabilities.hpp>
#include <popline/counters.hpp>
#include <popline/phase.hpp>
#include <popline/server.hpp>
#include <string>
#include <vector>

#include "net/byte_stream.hpp"
#include "net/clock.hpp"
#include "net/coroutine.hpp"
#include "net/environment.hpp"
#include "net/failure.hpp"
#include "net/input_buffer.hpp"
#include "net/lease.hpp"
#include "net/opening.hpp"
#include "net/patience.hpp"
#include "net/round_trip.hpp"
#include "protocol/pipeline.hpp"

namespace popline::net {

class tls_stream;
class tracer;

/// A refused DELE that nobody waited for.
struct refused_deletion {
    message_number number;
    std::string words;
};

/// One connection: the stream, the scheduler, what was read, and who waits. It is the only shared object of a
/// session: the session holds it, and so does every lease and every handler under way.
///
/// Nobody runs it. While replies are due, the owner of the head reads and parses in his own coroutine; where
/// the head has no such owner, a readiness handler does, stores what came, and wakes whoever waits: the first
/// goes on in that handler, the others by `post`. Reading stops before a body that nobody reads, until its
/// owner comes, or until somebody waits for a reply behind it: then that body is displaced, read to its end
/// for nothing, and has to be asked for again.
class connection final : public std::enable_shared_from_this<connection>,
                         public ready_listener,
                         public timer_listener,
                         public tenant {
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
    boost::system::error_code submit_unheard(protocol::command&& what);
    /// The next line of a dialogue, with its CRLF; its status line is then waited for again.
    void answer(exchange& one, std::string&& line);
    /// The dialogue goes on with a status line that is due without an answer of ours.
    void expect_status(exchange& one);
    /// The dialogue is over.
    void finish(exchange& one);
    /// Asks once more for a body that was displaced, and whose reply has ended since.
    boost::system::error_code resubmit(exchange& one);
    /// Nobody wants the rest of this reply, although somebody may still hold the exchange.
    void abandon(exchange& one);
    /// The answer to a CAPA that leaves or left unheard; empty if there is none, or if somebody waits for it
    /// already.
    lease adopt_capabilities();
    /// A CAPA that nobody has asked for does not leave any more.
    void drop_unheard_capabilities();

    /// Until the reply has ended, its status line is there (bodies, dialogues), it was cancelled, or the
    /// connection failed. Not a coroutine: an operation for `co_await`, which must be the only one that waits
    /// for this exchange.
    auto wait(exchange& one) {
        return boost::asio::async_initiate<const boost::asio::deferred_t, void()>(begin_wait{this, &one},
                                                                                  boost::asio::deferred);
    }

    /// To be asked after each `wait`: whether it was cancelled, or the connection failed.
    failure verdict(exchange& one);
    /// Whether `verdict` would find nothing; as cheap as a look at two flags.
    bool undisturbed(const exchange& one) const noexcept { return !failed_ && !one.cancelled; }

    // Reading by the owner of a reply, in reading.cpp.

    /// Takes events out of what was read already until one is for the reader: that, or `need_more`, if
    /// nothing can be done without more octets, or without another reader. Null reads for nobody.
    protocol::pipeline::happening pull(exchange* reader);
    /// Reads what is there; false if nothing is, or it is somebody else's turn: then `wait`.
    bool fill(exchange& reader);
    /// Whether others on the executor should have a turn; `wait` after `give_turn` is one.
    bool turn_is_over() const noexcept {
        return turn_octets_ >= turn_most_octets_ || turn_items_ >= turn_most_items;
    }
    void give_turn(exchange& reader) { turn_given_to_ = &reader; }
    /// The owner takes the octets of the body himself, from now on, or no longer.
    void attend(exchange& reader) noexcept { reader.reading = true; }
    void leave(exchange& reader) noexcept {
        reader.reading = false;
        if (turn_given_to_ == &reader) turn_given_to_ = nullptr;
    }
    /// A sink is awaited, in this coroutine, from now on; until `fed`.
    void feed(const void* coroutine);
    void fed() noexcept;
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
    /// How its way was to be protected.
    popline::security security() const noexcept { return security_; }
    const limits& within() const noexcept { return pipeline_.within(); }
    phase stands() const noexcept { return phase_; }
    const std::string& greeting() const noexcept { return greeting_; }
    /// What APOP makes its digest of; empty if the greeting had no good one, or it came before an upgrade to
    /// TLS.
    std::string_view stamp() const noexcept;
    tls_facts facts() const;
    bool is_tls() const noexcept { return tls_ != nullptr; }
    const std::optional<capabilities>& known() const noexcept { return known_; }
    const failure& failed() const noexcept;
    protocol::pipeline& scheduler() noexcept { return pipeline_; }
    environment& around() noexcept { return around_; }
    counters counted() const noexcept;
    /// New capabilities hold from now on; whether commands are pipelined follows from them.
    void believe(capabilities said);
    /// What was known of the server holds no longer.
    void forget_capabilities() noexcept { known_.reset(); }

    /// What was odd about the listing that was read last; null while none ever was. It stays where it is,
    /// since the user is given it by reference.
    std::unique_ptr<listing_remarks> remarks;

    /// What QUIT would commit, and what it would not.
    std::uint32_t marked() const noexcept { return marked_; }
    const std::vector<refused_deletion>& refused() const noexcept { return refused_; }
    /// How many RSETs took all marks back.
    std::uint64_t resets() const noexcept { return resets_; }

    /// Ends the connection: the stream is closed, and all that is queued or in flight fails with this, oldest
    /// first. Only the first cause counts.
    void fail(failure why) noexcept;

  private:
    friend class lease;

    struct begin_wait {
        connection* line;
        exchange* one;  // null: the step of opening that is under way

        template <class Handler>
        void operator()(Handler handler) const {
            auto* const on = line;
            auto* const of = one;
            auto& waits = of ? of->waits : on->opening_->waits;
            const void* const coroutine = coroutine_of(handler);
            // The coroutine is suspended already: it would not hear an exception.
            try {
                waits.hold(std::move(handler),
                           [on, of](boost::asio::cancellation_type kind) { on->on_cancel(of, kind); });
            } catch (const std::bad_alloc&) {
                on->fail(out_of_memory());
            }
            on->on_wait(of, coroutine);
        }
    };
    auto wait_for_opening() {
        return boost::asio::async_initiate<const boost::asio::deferred_t, void()>(begin_wait{this, nullptr},
                                                                                  boost::asio::deferred);
    }

    // Waiting and its end.
    void on_wait(exchange* one, const void* coroutine);
    void on_cancel(exchange* one, boost::asio::cancellation_type kind);
    void wake(exchange& one);
    void post(waiter& one) noexcept;
    void resume_overdue();
    void on_ready(direction way, boost::system::error_code failure) override;
    void serve(direction way, boost::system::error_code failure);
    void on_time() override;
    void on_shutdown() noexcept override;
    std::shared_ptr<tenant> stay() noexcept override { return weak_from_this().lock(); }

    // Waiting behind a sink, in feeding.cpp.
    void limit_sink();
    void wait_behind_sink(exchange& one);
    void sink_is_overdue();
    void end_wait(exchange& one, exchange::given_up_by whom);
    failure why_given_up(exchange& one) const;

    // Opening; the target outlives each step, and is not kept.
    static boost::asio::awaitable<bool> reach(std::shared_ptr<connection> line, const server& target);
    void start_over();
    void configure(const server& target);
    void dial(const server& target);
    lease expect_greeting();
    bool is_welcome(exchange& greeting);
    bool still_opens();
    bool has_answer(exchange& one);
    failure why_not_open() const;
    static boost::asio::awaitable<bool> secure(std::shared_ptr<connection> line, const server& target);
    static boost::asio::awaitable<bool> upgrade(std::shared_ptr<connection> line, const server& target);

    // Reading.
    bool somebody_elses_body(const exchange* reader);
    void fail_at_breach();
    void settle(exchange& one);
    void learn(exchange& capa);
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
    bool look_before_writing(time_point now);
    void look_again_soon(time_point now);
    void write_out();
    void fit_window();
    void stop_writing(boost::system::error_code failure);

    // Waiting for the stream, and for how long.
    void wait_for(direction way);
    bool mind_draining(time_point now);
    void wait_ended(direction way);
    void stop_counting(time_point now);
    void watch(time_point now);
    std::string waited_for(const protocol::entry& head) const;
    std::chrono::milliseconds limit_of_head() const noexcept;
    errc timed_out_by() const noexcept;

    boost::system::error_code enqueue(exchange& one);
    exchange& take_spare();
    void release(exchange& one) noexcept;
    void keep_one_spare() noexcept;
    /// An exchange is held, or no longer; the connection lives while one is. One count for all of them: a
    /// shared pointer in each took two atomic operations a command.
    void hold() noexcept;
    std::shared_ptr<connection> let_go() noexcept;
    std::string words_of_nobody(std::string_view octets) const;
    failure end_of_stream(boost::system::error_code cause) const;

    // What is read before others on the executor have their turn, which is a question to epoll: over TLS,
    // where an octet takes four times as long, a quarter.
    static constexpr std::uint32_t turn_most_octets = 256U << 10;
    static constexpr std::uint32_t turn_most_octets_over_tls = 64U << 10;
    static constexpr std::uint64_t turn_most_items = 128;

    boost::asio::any_io_executor executor_;
    std::unique_ptr<tracer> tracer_;  // before the pipeline, which it outlives
    environment& around_;
    popline::security security_ = popline::security::implicit_tls;
    phase phase_ = phase::disconnected;
    pipelining width_ = pipelining::automatic();
    std::unique_ptr<const limits> limits_;  // null: the defaults, of which there is one for all
    protocol::pipeline pipeline_;
    std::unique_ptr<byte_stream> stream_;
    tls_stream* tls_ = nullptr;  // the same, once it is TLS
    input_buffer input_;
    std::unique_ptr<opening> opening_;  // while it is under way

    std::string greeting_;
    std::optional<capabilities> known_;
    exchange* capabilities_due_ = nullptr;  // the newest CAPA that is queued or in flight
    std::shared_ptr<const failure> failed_;
    boost::system::error_code unwritable_;  // the first failure of a write; what came before it is still read
    std::vector<refused_deletion> refused_;
    std::uint64_t resets_ = 0;

    std::forward_list<exchange> exchanges_;
    exchange* spare_ = nullptr;
    std::uint32_t made_ = 0;            // of the exchanges
    std::uint32_t in_use_ = 0;          // of them, that are not spare
    std::uint32_t held_ = 0;            // of these, by leases
    std::uint32_t marked_ = 0;          // messages, as deleted
    std::shared_ptr<connection> self_;  // while any is

    exchange* reader_ = nullptr;         // woken directly when there is something to read
    exchange* goes_on_ = nullptr;        // woken within a handler, at whose end its coroutine goes on
    exchange* turn_given_to_ = nullptr;  // its next wait is no wait for octets, but lets others go first
    const void* fed_in_ = nullptr;       // the coroutine that awaits a sink now
    std::size_t awaited_ = 0;            // exchanges with a coroutine that waits
    bool shut_down_ = false;             // the execution context is gone, and the environment with it
    /// Of a handler of ours: whoever is woken first while it reads goes on in it.
    enum class stage : std::uint8_t { over, reads, resumes } handler_ = stage::over;
    bool overdue_ = false;   // a coroutine was woken, and no memory was left to post it
    bool drained_ = false;   // the newest read took all there was, and no handler has ended since
    time_point heard_at_{};  // when the newest wait for octets ended
    /// The same, while the running handler has got nothing for it: records of TLS without application data.
    /// The time since then counts against the server, or a flood of them would put off every limit.
    time_point fruitless_since_ = time_point::max();
    bool flush_due_ = false;  // at the handler's end
    bool flush_posted_ = false;
    bool taking_back_ = false;  // a queued command was cancelled, and may not leave before its owner has run
    bool reading_posted_ = false;
    bool waits_to_read_ = false;
    bool waits_to_write_ = false;
    bool write_waits_for_reading_ = false;  // TLS renegotiates
    bool in_flight_ = false;                // something was written since the last wait for octets
    bool fresh_ = true;                     // the next wait for octets has its whole time
    bool draining_now_ = false;
    std::uint32_t turn_most_octets_ = turn_most_octets;
    std::uint64_t turn_octets_ = 0;
    std::uint64_t turn_items_ = 0;

    std::unique_ptr<timer> timer_;
    std::optional<time_point> timer_ends_at_;
    round_trip trip_;
    patience reading_;
    patience draining_;
    patience writing_;
    patience sink_;  // while commands wait behind a sink
    std::uint64_t octets_before_sink_ = 0;
    std::size_t octets_since_progress_ = 0;

    std::uint64_t flights_ = 0;
    std::uint64_t octets_received_ = 0;
    std::uint64_t octets_sent_ = 0;
    std::uint64_t asked_again_ = 0;
};

}  // namespace popline::net
