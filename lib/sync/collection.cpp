// SPDX-License-Identifier: BSL-1.0
#include "sync/collection.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <popline/error.hpp>
#include <set>
#include <string_view>
#include <utility>

namespace popline::syncing {

namespace asio = boost::asio;

namespace {

/// The options with all values known.
collect_options complete(collect_options how) {
    if (how.open_files == 0) how.open_files = usable_files();
    how.sessions_per_host = std::max<std::size_t>(how.sessions_per_host, 1);
    // The largest value means "never". Added to the time of a clock, or doubled, it would overflow.
    constexpr std::chrono::milliseconds month = std::chrono::hours(24 * 30);
    how.stalled_after = std::min<std::chrono::milliseconds>(how.stalled_after, month);
    how.every = std::min<decltype(how.every)>(how.every, std::chrono::hours(24 * 365));
    return how;
}

std::exception_ptr cancelled() {
    return std::make_exception_ptr(error(asio::error::operation_aborted));
}

}  // namespace

collection::collection(asio::any_io_executor executor, std::vector<collected_account> accounts,
                       collect_options how)
    : executor_(std::move(executor)),
      how_(complete(std::move(how))),
      most_(shares_of(how_, accounts.size())),
      turns_(schedule::limits{most_.sessions, how_.sessions_per_host, how_.memory_bytes}),
      time_(timekeeper::of(executor_)),
      changed_(executor_) {
    counts_.accounts = accounts.size();
    all_.reserve(accounts.size());
    for (auto& one : accounts)
        all_.push_back(std::make_unique<collected_run>(*this, executor_, std::move(one), most_));
}

asio::awaitable<collect_result> collection::run() {
    // The accounts are waited for after a cancellation, too.
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto state = co_await asio::this_coro::cancellation_state;
    queue_all();
    while (ended_ < all_.size()) {
        has_changed_ = false;
        if (state.cancelled() != asio::cancellation_type::none || hook_failure_) stop_all();
        queue_rested();
        admit_all();
        give_up_stalled();
        if (!has_changed_ && ended_ < all_.size()) co_await changed_.wait(next_look());
    }
    collect_result made;
    made.failure = hook_failure_;
    if (!made.failure && is_stopping_) made.failure = cancelled();
    made.counts = counts_;
    co_await asio::this_coro::throw_if_cancelled(throws);
    co_return made;
}

void collection::queue_all() {
    std::set<std::pair<const ledger*, std::string_view>> names;
    for (const auto& one : all_) {
        if (names.emplace(one->book(), one->of().name).second) {
            turns_.wait(*one);
            continue;
        }
        sync_result refused;
        refused.failure = std::make_exception_ptr(
            error(errc::invalid_argument, {.detail = "another account of the ledger has the same name"}));
        end(*one, std::move(refused));
        finish(*one);
    }
}

void collection::admit_all() {
    while (auto* const next = turns_.next()) {
        auto& one = static_cast<collected_run&>(*next);
        if (one.step == collected_run::phase::not_begun)
            begin(one);
        else
            one.admit();
    }
}

void collection::begin(collected_run& one) {
    one.step = collected_run::phase::begun;
    const auto on_end = [self = shared_from_this(), &one](std::exception_ptr failure, sync_result result) {
        one.leave();
        if (failure) result.failure = std::move(failure);
        self->end(one, std::move(result));
        if (self->how_.every > std::chrono::milliseconds(0) && !self->is_stopping_)
            self->rest(one);
        else
            self->finish(one);
    };
    asio::co_spawn(executor_, one.run(), asio::bind_cancellation_slot(one.stop.slot(), on_end));
}

void collection::stop_all() {
    if (std::exchange(is_stopping_, true)) return;
    for (const auto& one : all_) {
        if (one->step == collected_run::phase::begun) one->stop.emit(asio::cancellation_type::terminal);
        if (one->step == collected_run::phase::resting) finish(*one);
        if (one->step != collected_run::phase::not_begun) continue;
        turns_.withdraw(*one);
        sync_result none;
        none.failure = cancelled();
        end(*one, std::move(none));
        finish(*one);
    }
}

/// Closes sessions that make no progress and keep another account waiting.
void collection::give_up_stalled() {
    if (is_stopping_ || !turns_.has_waiting()) return;
    const auto now = time_.now();
    for (const auto& one : all_) {
        if (!turns_.is_in_the_way(*one) || !one->is_stalled(now, how_.stalled_after)) continue;
        one->give_up();
        ++counts_.sessions_lost;
        admit_all();
    }
}

time_point collection::next_look() const {
    auto at = time_point::max();
    if (is_stopping_) return at;
    if (!resting_.empty()) at = resting_.begin()->first;
    const auto often = std::max(how_.stalled_after / 4, std::chrono::milliseconds(1));
    return turns_.has_waiting() ? std::min(at, time_.now() + often) : at;
}

void collection::rest(collected_run& one) {
    one.step = collected_run::phase::resting;
    resting_.emplace(std::max(one.began_at + how_.every, time_.now()), &one);
}

void collection::finish(collected_run& one) noexcept {
    one.step = collected_run::phase::ended;
    ++ended_;
}

/// Puts the accounts into the queue whose next turn has come.
void collection::queue_rested() {
    const auto now = time_.now();
    while (!is_stopping_ && !resting_.empty() && resting_.begin()->first <= now) {
        auto& one = *resting_.begin()->second;
        resting_.erase(resting_.begin());
        one.step = collected_run::phase::not_begun;
        turns_.wait(one);
    }
}

void collection::notify() noexcept {
    has_changed_ = true;
    changed_.notify();
}

void collection::hear(collected_run& one, const sync_progress& now) {
    counts_.at_work = turns_.at_work();
    counts_.sessions += now.sessions - one.progress.sessions;
    counts_.messages += now.stored - one.progress.stored;
    counts_.bytes += now.bytes_received - one.progress.bytes_received;
    counts_.deletions += now.deletions - one.progress.deletions;
    one.progress = now;
    if (!how_.watch) return;
    tell([&] { how_.watch(one.of(), now, counts_); });
}

void collection::end(collected_run& one, sync_result result) {
    counts_.at_work = turns_.at_work();
    // If a hook of the account has thrown, no more progress was told.
    const auto stored = static_cast<std::size_t>(
        std::count_if(result.messages.begin(), result.messages.end(), [](const message_outcome& of) {
            return of.what == sync_outcome::stored || of.what == sync_outcome::existing;
        }));
    counts_.messages += std::max(stored, one.progress.stored) - one.progress.stored;
    counts_.round_trips += result.traffic.round_trips;
    counts_.commands += result.traffic.commands;
    if (result.failure)
        ++counts_.failed;
    else
        ++(result.is_complete() ? counts_.complete : counts_.incomplete);
    if (how_.ended) tell([&] { how_.ended(one.of(), result, counts_); });
    notify();
}

template <class Call>
void collection::tell(Call call) noexcept {
    if (hook_failure_) return;
    try {
        call();
    } catch (...) {
        hook_failure_ = std::current_exception();
        notify();
    }
}

}  // namespace popline::syncing
