// SPDX-License-Identifier: BSL-1.0
#include "sync/collected_run.hpp"

#include <algorithm>
#include <utility>

#include "sync/collection.hpp"
#include "sync/session_run.hpp"

namespace popline::syncing {

namespace asio = boost::asio;

namespace {

// A server that sends a byte now and then makes no progress.
constexpr std::uint64_t least_bytes = 1'024;
// What a message of the listing and of the ledger takes in memory, with the indexes.
constexpr std::uint64_t bytes_per_message = 512;

/// The name as the schedule compares it.
std::string host_of(const server& where) {
    auto name = where.host();
    if (name.ends_with('.')) name.pop_back();
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char one) { return one >= 'A' && one <= 'Z' ? static_cast<char>(one + 32) : one; });
    return name;
}

}  // namespace

collected_run::collected_run(collection& of, const asio::any_io_executor& executor, collected_account one,
                             const shares& most)
    : all_(of), one_(std::move(one)), to_(one_.open), turn_(executor), time_(timekeeper::of(executor)) {
    host = host_of(one_.of.where);
    fit(one_.how.group, most);
    bytes_at_most_ = bytes = bytes_of(one_.how.group);
}

asio::awaitable<sync_result> collected_run::run() {
    began_at = time_.now();
    progress = {};
    times_given_up_ = 0;
    auto how = one_.how;
    const auto heard = [this, users = one_.how.watch](const sync_progress& now) {
        hear(now);
        if (users) users(now);
    };
    how.watch = heard;
    return run_sync(one_.of, *one_.book, to_, std::move(how), this);
}

void collected_run::hear(const sync_progress& now) {
    progress_at_ = time_.now();
    const auto needed = (now.listed + now.known) * bytes_per_message;
    if (now.step == sync_step::receiving && needed > bytes_of_listing_) {
        all_.turns().add_bytes(*this, needed - bytes_of_listing_);
        bytes_of_listing_ = needed;
    }
    all_.hear(*this, now);
}

bool collected_run::is_stalled(time_point now, time_point::duration patience) {
    if (session_ == nullptr) return false;
    const auto received = session_->counters().bytes_received;
    if (received - bytes_then_ >= least_bytes) {
        bytes_then_ = received;
        progress_at_ = now;
    }
    constexpr unsigned most_doublings = 10;
    return now - progress_at_ >= patience * (1U << std::min(times_given_up_, most_doublings));
}

void collected_run::give_up() noexcept {
    ++times_given_up_;
    all_.turns().end_session(*this);
    session_->give_up();
}

asio::awaitable<void> collected_run::enter() {
    if (current == state::at_work) co_return;
    all_.turns().wait(*this);
    all_.notify();
    std::exception_ptr failure;
    try {
        while (current != state::at_work)
            co_await turn_.wait();
    } catch (...) {
        failure = std::current_exception();
    }
    if (!failure) co_return;
    all_.turns().withdraw(*this);
    std::rethrow_exception(failure);
}

void collected_run::use(session_run* one) noexcept {
    session_ = one;
    progress_at_ = time_.now();
    bytes_then_ = 0;
}

bool collected_run::is_wanted() const noexcept {
    // After `give_up` the place may belong to another account already.
    return !has_session || all_.turns().is_in_the_way(*this);
}

void collected_run::leave() noexcept {
    to_.close();
    all_.turns().leave(*this);
    bytes = bytes_at_most_;
    bytes_of_listing_ = 0;
    all_.notify();
}

}  // namespace popline::syncing
