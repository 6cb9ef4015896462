// SPDX-License-Identifier: BSL-1.0
#include "sinks/absentees.hpp"

#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/query.hpp>
#include <chrono>
#include <iterator>
#include <new>
#include <thread>
#include <utility>

namespace popline::sinks {

namespace asio = boost::asio;

namespace {

/// Hears when the context goes.
class roll final : public asio::execution_context::service {
  public:
    static inline asio::execution_context::id id;
    explicit roll(asio::execution_context& of) : service(of) {}
    const std::shared_ptr<absentees>& list() const noexcept { return list_; }

  private:
    void shutdown() override { list_->let_go(); }

    std::shared_ptr<absentees> list_ = std::make_shared<absentees>();
};

}  // namespace

std::shared_ptr<absentees> absentees::of(const asio::any_io_executor& home) {
    return asio::use_service<roll>(asio::query(home, asio::execution::context)).list();
}

absentees::place absentees::add(const asio::any_io_executor& home) {
    const std::lock_guard lock(guard_);
    waiting_.push_back({home, {}});
    return std::prev(waiting_.end());
}

void absentees::expect(place waiting, handler to_call) noexcept {
    const std::lock_guard lock(guard_);
    waiting->handler.swap(to_call);  // Boost 1.81: move-assignment never ends; until 1.82 is the least
}

void absentees::remove(place waiting) noexcept {
    std::list<absentee> without_the_lock;
    const std::lock_guard lock(guard_);
    if (!gone_) without_the_lock.splice(without_the_lock.begin(), waiting_, waiting);
}

void absentees::call_back(place waiting, errand_end how) noexcept {
    while (!try_to_post(waiting, how))
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

/// The handler stays in its place until it is called: a post that finds no memory loses nothing.
bool absentees::try_to_post(place waiting, errand_end how) noexcept try {
    // Posted under the lock: the context cannot go meanwhile.
    const std::lock_guard lock(guard_);
    if (!gone_)
        asio::post(waiting->home, [self = shared_from_this(), waiting, how] { self->deliver(waiting, how); });
    return true;
} catch (const std::bad_alloc&) {
    return false;
}

void absentees::deliver(place waiting, errand_end how) {
    handler to_call;
    {
        const std::lock_guard lock(guard_);
        to_call.swap(waiting->handler);
        waiting_.erase(waiting);
    }
    std::move(to_call)(how);
}

void absentees::let_go() {
    std::list<absentee> without_the_lock;
    const std::lock_guard lock(guard_);
    gone_ = true;
    without_the_lock.swap(waiting_);
}

}  // namespace popline::sinks
