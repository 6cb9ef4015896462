// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <popline/sync/sync.hpp>
#include <utility>

#include "sync/backoff.hpp"
#include "sync/event.hpp"
#include "sync/run_state.hpp"
#include "sync/session_gate.hpp"
#include "sync/session_run.hpp"

namespace popline {

namespace asio = boost::asio;
using syncing::run_state;
using syncing::session_end;
using syncing::session_gate;
using syncing::session_run;

namespace {

/// Whether another session of this run may do better.
bool is_worth_another(const boost::system::error_code& code) {
    if (code == condition::cancelled) return false;
    return code == condition::try_later || code == condition::protocol || code == errc::drain_limit;
}

/// Learns from the ends of sessions what a later session or run should know about the server.
class lessons {
  public:
    void learn(const boost::system::error_code& code, std::size_t progress, quirks& of_server) {
        if (code == condition::protocol) of_server.breaks_pipelining = true;
        // A server that drops commands in flight sends nothing more. So does one that hangs: the next session
        // shows whether one command at a time is a help.
        if (code == errc::reply_timed_out && !of_server.breaks_pipelining)
            of_server.breaks_pipelining = is_in_doubt_ = true;
        if (code != condition::closed || progress == 0) return;
        fewest_ = std::min(fewest_, progress);
        // A single lost connection says nothing about the server.
        if (++cuts_ >= 2) of_server.cuts_after = static_cast<std::uint32_t>(std::min(fewest_, most_kept));
    }
    /// Call this for each session after the first failure.
    void confirm(bool is_useful) noexcept { is_in_doubt_ = is_in_doubt_ && !is_useful; }
    /// Takes back what no session has confirmed.
    void take_back(quirks& of_server) const noexcept {
        if (is_in_doubt_) of_server.breaks_pipelining = false;
    }

  private:
    static constexpr std::size_t most_kept = 1'000;
    std::size_t cuts_ = 0;
    std::size_t fewest_ = most_kept;
    bool is_in_doubt_ = false;  // whether one command at a time is a help
};

class sync_run {
  public:
    sync_run(run_state& all, session_gate* gate, asio::any_io_executor executor)
        : all_(all), gate_(gate), executor_(std::move(executor)) {}

    /// Runs sessions until one is done or no further one can help. Returns why it ended early; null if not.
    asio::awaitable<std::exception_ptr> run() {
        std::uint32_t failures = 0;
        for (;;) {
            if (has_left_) co_await enter_again();
            const auto end = co_await run_session();
            lessons_.confirm(!end.failure || end.progress > 0);
            if (!end.failure && end.how == session_end::done) co_return all_.hook_failure;
            failures = end.progress > 0 ? 0 : failures + 1;
            const auto code = end.failure ? code_of(end.failure) : boost::system::error_code();
            if (end.failure) {
                lessons_.learn(code, end.progress, all_.about.of_server);
                if (all_.is_destination_broken || !is_worth_another(code)
                    || failures >= all_.how.retry.sessions)
                    co_return end.failure;
            }
            const bool waits = end.failure || failures > 0;
            if (gate_ && (waits || gate_->is_wanted())) leave();
            if (waits)
                co_await pause(syncing::wait_after(std::max(failures, 1U), all_.how.retry,
                                                   syncing::timekeeper::of(executor_).draw()),
                               code);
            if (all_.hook_failure) co_return all_.hook_failure;
        }
    }

    /// Keeps what this run learnt about the server.
    asio::awaitable<void> remember() {
        lessons_.take_back(all_.about.of_server);
        return all_.remember();
    }

  private:
    /// Tells the gate which session it may close.
    class in_use {
      public:
        in_use(session_gate* gate, session_run& one) noexcept : gate_(gate) {
            if (gate_) gate_->use(&one);
        }
        in_use(const in_use&) = delete;
        in_use& operator=(const in_use&) = delete;
        ~in_use() {
            if (gate_) gate_->use(nullptr);
        }

      private:
        session_gate* gate_;
    };

    struct ended {
        session_end how = session_end::done;
        std::exception_ptr failure;
        std::size_t progress = 0;
    };

    /// The connection is closed when this completes, so that no wait keeps it open.
    asio::awaitable<ended> run_session() {
        session_run one(executor_, all_);
        const in_use told(gate_, one);
        ++all_.result.sessions;
        ended made;
        try {
            made.how = co_await one.run();
        } catch (...) {
            made.failure = std::current_exception();
        }
        if (gate_ && code_of(made.failure) == errc::session_closed)
            made.failure = std::make_exception_ptr(error(
                errc::timed_out, {.detail = "the session made no progress, and another account waited"}));
        made.progress = one.progress();
        add_up(one.counters());
        co_return made;
    }

    void leave() noexcept {
        all_.known.known = {};
        has_left_ = true;
        gate_->leave();
    }

    /// Reads what the run knows once more: it was not kept in memory.
    asio::awaitable<void> enter_again() {
        co_await gate_->enter();
        all_.known = co_await all_.book.begin(all_.of.name);
        has_left_ = false;
    }

    asio::awaitable<void> pause(std::chrono::milliseconds time, boost::system::error_code cause) {
        syncing::event end(executor_);
        const auto until = end.now() + time;
        all_.progress.next_attempt = until;
        all_.progress.cause = cause;
        all_.tell(sync_step::waiting);
        all_.progress.next_attempt.reset();
        all_.progress.cause.clear();
        if (all_.hook_failure) co_return;
        co_await end.wait(until);
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            throw boost::system::system_error(asio::error::operation_aborted);
    }

    void add_up(const counters& of_session) noexcept {
        auto& sum = all_.result.traffic;
        sum.round_trips += of_session.round_trips;
        sum.commands += of_session.commands;
        sum.refusals += of_session.refusals;
        sum.abandoned_replies += of_session.abandoned_replies;
        sum.bodies_asked_again += of_session.bodies_asked_again;
        sum.bytes_sent += of_session.bytes_sent;
        sum.bytes_received += of_session.bytes_received;
    }

    run_state& all_;
    session_gate* gate_;
    bool has_left_ = false;  // the gate
    asio::any_io_executor executor_;
    lessons lessons_;
};

/// A failure of the ledger leaves `sync` as an exception: its promise of "never twice" does not hold then.
bool is_of_ledger(const std::exception_ptr& failure) {
    const auto code = code_of(failure);
    return code == errc::ledger_failed || code == errc::fenced;
}

asio::awaitable<sync_result> run_sync(account of, ledger& book, delivery& to, sync_policy how,
                                      session_gate* gate) {
    const auto executor = co_await asio::this_coro::executor;
    if (gate) co_await gate->enter();
    auto known = co_await book.begin(of.name);
    const auto about = syncing::facts_from(known.facts);
    auto kept = known.facts;
    run_state all{std::move(of), book, to, std::move(how), std::move(known), about, std::move(kept)};
    sync_run whole(all, gate, executor);
    std::exception_ptr failure;
    try {
        failure = co_await whole.run();
    } catch (...) {
        failure = std::current_exception();
    }
    if (is_of_ledger(failure)) std::rethrow_exception(failure);
    // After a cancellation, what is known is still returned. The setting belongs to the caller, too.
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    try {
        co_await whole.remember();
    } catch (...) {
        failure = std::current_exception();
    }
    co_await asio::this_coro::throw_if_cancelled(throws);
    if (is_of_ledger(failure)) std::rethrow_exception(failure);
    all.result.failure = failure;
    all.result.messages = all.outcomes.take();
    co_return std::move(all.result);
}

asio::awaitable<sync_result> translated(asio::awaitable<sync_result> operation) {
    try {
        co_return co_await std::move(operation);
    } catch (...) {
        detail::rethrow();
    }
}

}  // namespace

std::chrono::sys_seconds system_time() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

bool sync_result::is_complete() const noexcept {
    return !failure && std::all_of(messages.begin(), messages.end(), [](const message_outcome& one) {
        return one.what == sync_outcome::stored || one.what == sync_outcome::existing
               || one.what == sync_outcome::too_large || one.what == sync_outcome::not_wanted;
    });
}

asio::awaitable<sync_result> sync(account of, ledger& book, delivery& to, sync_policy how) {
    return syncing::run_sync(std::move(of), book, to, std::move(how), nullptr);
}

asio::awaitable<sync_result> syncing::run_sync(account of, ledger& book, delivery& to, sync_policy how,
                                               session_gate* gate) {
    return translated(popline::run_sync(std::move(of), book, to, std::move(how), gate));
}

}  // namespace popline
