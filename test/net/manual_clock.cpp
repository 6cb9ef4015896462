// SPDX-License-Identifier: BSL-1.0
#include "net/manual_clock.hpp"

#include <boost/asio/post.hpp>
#include <new>
#include <stdexcept>

namespace popline::test {

void settle(boost::asio::io_context& context) {
    context.restart();  // a context that ran out of work runs no handler until then
    for (std::size_t handlers = 0; context.poll_one() > 0;)
        if (++handlers > 1'000'000) throw std::logic_error("the handlers never end");
}

class manual_clock::manual_timer final : public net::timer {
  public:
    manual_timer(std::shared_ptr<entry> in_book, std::shared_ptr<const book> of)
        : entry_(std::move(in_book)), book_(std::move(of)) {}
    ~manual_timer() override { cancel(); }

    void arm(net::time_point at, std::weak_ptr<net::timer_listener> who) override {
        if (book_->lacks_memory) throw std::bad_alloc();
        entry_->at = at;
        entry_->who = std::move(who);
        entry_->armed = true;
        ++entry_->times_armed;
    }
    void cancel() noexcept override {
        entry_->armed = false;
        ++entry_->times_armed;
    }

  private:
    std::shared_ptr<entry> entry_;
    std::shared_ptr<const book> book_;
};

std::unique_ptr<net::timer> manual_clock::make_timer(const boost::asio::any_io_executor& executor) {
    std::erase_if(book_->timers, [](const auto& one) { return one.expired(); });
    auto made = std::make_shared<entry>();
    made->executor = executor;
    book_->timers.push_back(made);
    return std::make_unique<manual_timer>(std::move(made), book_);
}

std::size_t manual_clock::changes() const noexcept {
    std::size_t all = 0;
    for (const auto& weak : book_->timers)
        if (const auto one = weak.lock()) all += one->times_armed;
    return all;
}

std::shared_ptr<manual_clock::entry> manual_clock::next() const {
    std::shared_ptr<entry> first;
    for (const auto& weak : book_->timers)
        if (auto one = weak.lock(); one && one->armed && (!first || one->at < first->at))
            first = std::move(one);
    return first;
}

void manual_clock::advance(boost::asio::io_context& context, net::duration by) {
    const auto until = book_->now + by;
    do
        settle(context);
    while (ring_next(until));
    book_->now = until;
}

bool manual_clock::ring_next(net::time_point until) {
    const auto due = next();
    if (!due || due->at > until) return false;
    book_->now = std::max(book_->now, due->at);
    due->armed = false;
    boost::asio::post(due->executor, [who = due->who] {
        if (const auto listener = who.lock()) listener->on_time();
    });
    return true;
}

std::size_t manual_clock::armed() const noexcept {
    std::size_t count = 0;
    for (const auto& weak : book_->timers)
        if (const auto one = weak.lock(); one && one->armed) ++count;
    return count;
}

}  // namespace popline::test
