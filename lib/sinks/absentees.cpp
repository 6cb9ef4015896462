// SPDX-License-Identifier: BSL-1.0
#include "sinks/absentees.hpp"

#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/query.hpp>
#include <iterator>
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

absentees::place absentees::add(handler to_call, const asio::any_io_executor& home) {
    const std::lock_guard lock(guard_);
    waiting_.push_back({std::move(to_call), home});
    return std::prev(waiting_.end());
}

void absentees::call_back(place waiting, bool with) {
    const std::lock_guard lock(guard_);
    if (gone_) return;
    // Posting under the lock: the context cannot go meanwhile.
    asio::post(waiting->home,
               [call = std::move(waiting->handler), with]() mutable { std::move(call)(with); });
    waiting_.erase(waiting);
}

void absentees::let_go() {
    std::list<absentee> without_the_lock;
    const std::lock_guard lock(guard_);
    gone_ = true;
    without_the_lock.swap(waiting_);
}

}  // namespace popline::sinks
