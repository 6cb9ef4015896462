// SPDX-License-Identifier: BSL-1.0
#include "sync/group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <utility>

namespace popline::syncing {

namespace asio = boost::asio;

struct group::state {
    state(const asio::any_io_executor& executor, delivery& into, ledger& records, ledger_lease right,
          const sync_policy& how, result_hook hook)
        : to(into),
          book(records),
          under(std::move(right)),
          limits(how.group),
          now(how.clock),
          told(std::move(hook)),
          work(executor),
          room(executor) {}

    bool is_full() const { return waiting.size() >= limits.messages || bytes >= limits.bytes; }
    bool is_due() const {
        return !waiting.empty() && (is_ending || is_full() || work.now() - since >= limits.age);
    }
    time_point next_time() const { return waiting.empty() ? time_point::max() : since + limits.age; }
    std::vector<waiting_message> take() {
        bytes = 0;
        return std::exchange(waiting, {});
    }

    delivery& to;
    ledger& book;
    ledger_lease under;
    group_limits limits;
    sync_clock now;
    result_hook told;
    event work;  // `run` waits for it
    event room;  // the other functions wait for it
    std::vector<waiting_message> waiting;
    std::uint64_t bytes = 0;
    time_point since;         // when the first message of `waiting` was added
    bool is_running = false;  // the coroutine has not ended
    bool is_ending = false;   // no more messages come
    bool is_flushing = false;
    asio::cancellation_signal stop;  // reaches the flush that runs
    std::exception_ptr failure;
};

namespace {

std::vector<received_item> items_of(const std::vector<waiting_message>& all) {
    std::vector<received_item> made;
    made.reserve(all.size());
    for (const auto& one : all)
        made.push_back(one.received);
    return made;
}

std::vector<stored_message> records_of(const std::vector<waiting_message>& all,
                                       const std::vector<delivery_result>& results,
                                       std::chrono::sys_seconds now) {
    std::vector<stored_message> made;
    for (std::size_t at = 0; at < all.size(); ++at) {
        if (!results[at].is_durable()) continue;
        const auto& one = all[at].received;
        made.push_back({one.item.unique_id, one.item.listed_octets, one.bytes, one.digest, now, false});
    }
    return made;
}

}  // namespace

group::group(const asio::any_io_executor& executor, delivery& to, ledger& book, ledger_lease under,
             const sync_policy& how, result_hook hook)
    : state_(std::make_shared<state>(executor, to, book, std::move(under), how, std::move(hook))) {
    const auto on_end = [of = state_](std::exception_ptr failure) {
        of->is_running = false;
        if (failure && !of->failure) of->failure = std::move(failure);
        of->room.notify();
    };
    asio::co_spawn(executor, run(state_), asio::bind_cancellation_slot(state_->stop.slot(), on_end));
    state_->is_running = true;
}

group::~group() {
    // Without `end` or `abandon` the context was destroyed, and the coroutine with it.
    state_->is_ending = true;
}

asio::awaitable<void> group::run(std::shared_ptr<state> of) {
    for (;;) {
        while (!of->is_due() && !of->is_ending)
            co_await of->work.wait(of->next_time());
        if (of->waiting.empty()) co_return;
        auto batch = of->take();
        of->room.notify();
        co_await asio::this_coro::throw_if_cancelled(true);
        of->is_flushing = true;
        auto results = co_await of->to.flush(items_of(batch));
        of->is_flushing = false;
        co_await asio::this_coro::throw_if_cancelled(false);  // what is stored must be recorded
        results.resize(batch.size());
        auto records = records_of(batch, results, of->now());
        if (!records.empty()) co_await of->book.record(of->under, std::move(records));
        for (std::size_t at = 0; at < batch.size(); ++at)
            of->told(batch[at], results[at]);
    }
}

asio::awaitable<void> group::add(waiting_message one) {
    auto& of = *state_;
    if (of.waiting.empty()) of.since = of.work.now();
    of.bytes += one.received.bytes;
    of.waiting.push_back(std::move(one));
    of.work.notify();
    while (of.is_full() && of.is_running)
        co_await of.room.wait();
    if (of.failure) std::rethrow_exception(of.failure);
}

/// If the run is cancelled, a flush that can stop is cancelled, too.
asio::awaitable<void> group::wait_for_end(std::shared_ptr<state> of) {
    of->is_ending = true;
    of->work.notify();
    for (bool is_told = false; of->is_running;) {
        const auto run = co_await asio::this_coro::cancellation_state;
        if (run.cancelled() != asio::cancellation_type::none && of->is_flushing && of->to.can_stop()
            && !is_told) {
            is_told = true;
            of->stop.emit(asio::cancellation_type::terminal);
            continue;
        }
        co_await of->room.wait();
    }
}

asio::awaitable<void> group::end() {
    co_await wait_for_end(state_);
    if (state_->failure) std::rethrow_exception(state_->failure);
}

asio::awaitable<std::exception_ptr> group::abandon() {
    state_->take();
    state_->to.drop();
    co_await wait_for_end(state_);
    co_return state_->failure;
}

}  // namespace popline::syncing
