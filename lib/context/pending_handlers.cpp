// SPDX-License-Identifier: BSL-1.0
#include "context/pending_handlers.hpp"

#include <boost/asio/post.hpp>
#include <chrono>
#include <iterator>
#include <new>
#include <thread>
#include <utility>

namespace popline::context {

namespace asio = boost::asio;

pending_handlers::place pending_handlers::add(const asio::any_io_executor& home) {
    const std::lock_guard lock(guard_);
    waiting_.push_back({home, {}});
    return std::prev(waiting_.end());
}

void pending_handlers::expect(place waiting, handler to_call) noexcept {
    const std::lock_guard lock(guard_);
    // Use `swap`: the move-assignment of this handler type calls itself without end in Boost 1.81.
    waiting->handler.swap(to_call);
}

void pending_handlers::remove(place waiting) noexcept {
    std::list<pending_handler> without_the_lock;
    const std::lock_guard lock(guard_);
    if (!gone_) without_the_lock.splice(without_the_lock.begin(), waiting_, waiting);
}

void pending_handlers::call_back(place waiting, job_end how) noexcept {
    while (!try_to_post(waiting, how))
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

/// Posts the handler. The handler stays in the list until it is called, so it is not lost if there is no
/// memory to post it.
bool pending_handlers::try_to_post(place waiting, job_end how) noexcept try {
    // The lock is held, so the context cannot shut down during the post.
    const std::lock_guard lock(guard_);
    if (!gone_)
        asio::post(waiting->home, [self = shared_from_this(), waiting, how] { self->deliver(waiting, how); });
    return true;
} catch (const std::bad_alloc&) {
    return false;
}

void pending_handlers::deliver(place waiting, job_end how) {
    handler to_call;
    {
        const std::lock_guard lock(guard_);
        to_call.swap(waiting->handler);
        waiting_.erase(waiting);
    }
    std::move(to_call)(how);
}

void pending_handlers::drop_all() {
    std::list<pending_handler> without_the_lock;
    const std::lock_guard lock(guard_);
    gone_ = true;
    without_the_lock.swap(waiting_);
}

}  // namespace popline::context
