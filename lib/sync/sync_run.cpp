// SPDX-License-Identifier: BSL-1.0
#include "sync/sync_run.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <popline/error.hpp>
#include <utility>

#include "sync/backoff.hpp"
#include "sync/event.hpp"
#include "sync/timekeeper.hpp"

namespace popline::syncing {

namespace asio = boost::asio;

namespace {

/// Whether another session of this run may do better.
bool is_worth_another(const boost::system::error_code& code) {
    if (code == condition::cancelled) return false;
    return code == condition::try_later || is_breach(code) || code == errc::drain_limit;
}

/// Whether a login failed in a way that depends on what the server offers.
bool is_refused_login(const boost::system::error_code& code) {
    return code == condition::wrong_credentials || code == errc::login_refused || code == errc::no_mechanism
           || code == errc::server_unproved || code == errc::iteration_count;
}

/// Whether a session was lost in a way for which commands sent with AUTH may be the reason.
bool is_lost_login(const boost::system::error_code& code) {
    return is_breach(code) || code == condition::closed || code == errc::reply_timed_out;
}

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

void add_up(counters& sum, const counters& of_session) noexcept {
    sum.round_trips += of_session.round_trips;
    sum.commands += of_session.commands;
    sum.refusals += of_session.refusals;
    sum.abandoned_replies += of_session.abandoned_replies;
    sum.bodies_asked_again += of_session.bodies_asked_again;
    sum.bytes_sent += of_session.bytes_sent;
    sum.bytes_received += of_session.bytes_received;
}

}  // namespace

asio::awaitable<std::exception_ptr> sync_run::run() {
    std::uint32_t failures = 0;
    for (;;) {
        if (has_left_) co_await enter_again();
        const auto end = co_await run_session();
        all_.learnt.confirm(!end.failure || end.is_useful);
        if (!end.failure && end.how == session_end::done) co_return all_.hook_failure;
        failures = end.is_useful ? 0 : failures + 1;
        const auto code = end.failure ? code_of(end.failure) : boost::system::error_code();
        if (all_.is_destination_broken) co_return end.failure;  // says nothing about the server
        if (end.failure) {
            const bool was_eager = all_.learnt.eager.take_failure();
            const bool trusted = std::exchange(all_.learnt.trusts_offers, false);
            if (((trusted && is_refused_login(code)) || (was_eager && is_lost_login(code)))
                && all_.learnt.login_delay == std::chrono::seconds(0))
                continue;
            if (!was_eager) all_.learnt.learn(code, end.progress, all_.about.of_server);
            if (!is_worth_another(code)) co_return end.failure;
        }
        const bool waits = end.failure || failures > 0;
        if (failures >= all_.most_failures() || (waits && all_.learnt.login_delay > all_.how.retry.longest)) {
            if (end.failure) co_return end.failure;
            co_return commit_failure();
        }
        if (gate_ && (waits || gate_->is_wanted())) leave();
        if (waits) co_await pause(next_wait(failures), code);
        if (all_.hook_failure) co_return all_.hook_failure;
    }
}

asio::awaitable<void> sync_run::remember() {
    all_.learnt.conclude(all_.about);
    return all_.remember();
}

/// The connection is closed when this completes, so that no wait keeps it open.
asio::awaitable<sync_run::ended> sync_run::run_session() {
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
        made.failure = std::make_exception_ptr(
            error(errc::timed_out, {.detail = "the session made no progress, and another account waited"}));
    made.progress = one.progress();
    made.is_useful = one.is_useful();
    add_up(all_.result.traffic, one.counters());
    co_return made;
}

void sync_run::leave() noexcept {
    all_.known.known = {};
    has_left_ = true;
    gate_->leave();
}

/// Reads what the run knows once more: it was not kept in memory.
asio::awaitable<void> sync_run::enter_again() {
    co_await gate_->enter();
    all_.known = co_await all_.book.begin(all_.of.name);
    has_left_ = false;
}

/// Why a session without a failure was no use: the server took back its deletions.
std::exception_ptr sync_run::commit_failure() const {
    const auto& commits = all_.result.commits;
    return std::make_exception_ptr(
        error(errc::commit_refused, {.verb = "QUIT", .detail = commits.empty() ? "" : commits.back().words}));
}

/// A session that comes before the LOGIN-DELAY has passed would be refused (RFC 2449 section 6.5).
std::chrono::milliseconds sync_run::next_wait(std::uint32_t failures) const {
    const auto drawn = wait_after(std::max(failures, 1U), all_.how.retry, timekeeper::of(executor_).draw());
    return std::max<std::chrono::milliseconds>(drawn, all_.learnt.login_delay);
}

asio::awaitable<void> sync_run::pause(std::chrono::milliseconds time, boost::system::error_code cause) {
    event end(executor_);
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

}  // namespace popline::syncing
