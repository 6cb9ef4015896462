// SPDX-License-Identifier: BSL-1.0
#include "net/c_ares_thread.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <chrono>
#include <utility>

#include "net/c_ares_channel.hpp"
#include "net/detached_thread.hpp"

namespace popline::net {

namespace {

// So many names are asked for together. More questions overflow the buffer of a DNS server's socket, which
// then drops some of them.
constexpr std::size_t batch = 64;
// The next ones follow when as many are answered, or after this time.
constexpr std::chrono::milliseconds between_batches(10);

}  // namespace

c_ares_thread::c_ares_thread(c_ares_settings with) : settings_(std::move(with)) {}

std::shared_ptr<c_ares_thread> c_ares_thread::another() const {
    return std::make_shared<c_ares_thread>(settings_);
}

void c_ares_thread::add(const std::shared_ptr<look_up_request>& one) {
    const std::lock_guard lock(guard_);
    queue_.push_back(one);
    if (is_running_) return pipe_->wake();
    try {
        pipe_.emplace();
        start_detached_thread([self = shared_from_this()] { self->run(); });
        is_running_ = true;
    } catch (...) {
        pipe_.reset();
        queue_.pop_back();
        throw;
    }
}

void c_ares_thread::remove(const std::shared_ptr<look_up_request>& one) noexcept {
    const std::lock_guard lock(guard_);
    queue_.remove(one);
}

void c_ares_thread::end() noexcept {
    std::unique_lock lock(guard_);
    ends_ = true;
    if (pipe_) pipe_->wake();
    ended_.wait(lock, [this] { return !is_running_; });
}

bool c_ares_thread::is_running() const {
    const std::lock_guard lock(guard_);
    return is_running_;
}

void c_ares_thread::run() noexcept {
    do
        serve();
    while (!finish());
}

/// Looks names up in one channel, until the thread is idle or has to end, or the configuration has changed.
void c_ares_thread::serve() noexcept {
    c_ares_channel channel(settings_, *pipe_);
    for (;;) {
        const auto what = start_some(channel);
        if (what == next::end_channel) break;
        if (what == next::end_of_batch) {
            wait_for_answers(channel);
            continue;
        }
        const bool was_idle = channel.pending() == 0;
        const bool has_come = channel.serve_sockets(was_idle ? std::optional(settings_.idle) : std::nullopt);
        if (was_idle && !has_come) break;
    }
    take_back(channel);
}

c_ares_thread::next c_ares_thread::start_some(c_ares_channel& channel) noexcept {
    std::unique_lock lock(guard_);
    if (ends_) return next::end_channel;
    // A channel that could not be opened fails a batch at most: the names after it may have more luck.
    const auto after_names = [&](next usual) { return channel.is_open() ? usual : next::end_channel; };
    if (queue_.empty()) return after_names(next::wait);
    if (channel.is_outdated()) return next::end_channel;
    for (std::size_t started = 0; started < batch; ++started) {
        if (queue_.empty() || channel.pending() >= settings_.most) return after_names(next::wait);
        const auto one = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        channel.start(one);
        lock.lock();
    }
    return after_names(next::end_of_batch);
}

void c_ares_thread::wait_for_answers(c_ares_channel& channel) const noexcept {
    const auto enough = channel.pending() - std::min(channel.pending(), batch);
    const auto until = std::chrono::steady_clock::now() + between_batches;
    while (channel.pending() > enough) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0) return;
        channel.serve_sockets(left);
    }
}

/// What the channel has not answered is asked again in the next one.
void c_ares_thread::take_back(c_ares_channel& channel) noexcept {
    for (const auto& one : channel.close()) {
        if (one->is_given_up()) continue;
        try {
            const std::lock_guard lock(guard_);
            queue_.push_back(one);
        } catch (...) {
            one->post({boost::asio::error::no_memory, {}});
        }
    }
}

/// Ends the thread, unless there is a name to look up.
bool c_ares_thread::finish() noexcept {
    std::unique_lock lock(guard_);
    if (!ends_ && !queue_.empty()) return false;
    while (!queue_.empty()) {
        const auto one = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        one->post({boost::asio::error::operation_aborted, {}});
        lock.lock();
    }
    is_running_ = false;
    pipe_.reset();
    ended_.notify_all();
    return true;
}

}  // namespace popline::net
