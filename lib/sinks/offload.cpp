// SPDX-License-Identifier: BSL-1.0
#include "sinks/offload.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <memory>
#include <new>
#include <utility>

#include "sinks/absentees.hpp"

namespace popline::sinks {

namespace asio = boost::asio;

namespace {

/// A job on its way: whatever becomes of it, who waits for it hears.
class errand {
  public:
    errand(const asio::any_io_executor& home, std::function<void()> job)
        : of_(absentees::of(home)), waiting_(of_->add(home)), job_(std::move(job)) {}
    errand(const errand&) = delete;
    errand& operator=(const errand&) = delete;
    ~errand() { end(errand_end::executor_gone); }

    void expect(absentees::handler to_call) noexcept {
        of_->expect(waiting_, std::move(to_call));
        is_expected_ = true;
    }
    void run() {
        job_();
        end(errand_end::has_run);
    }
    void end(errand_end how) noexcept {
        job_ = nullptr;
        const auto of = std::exchange(of_, nullptr);
        if (!of) return;
        is_expected_ ? of->call_back(waiting_, how) : of->remove(waiting_);
    }

  private:
    std::shared_ptr<absentees> of_;
    absentees::place waiting_;
    std::function<void()> job_;
    bool is_expected_ = false;
};

/// What it points to is in the coroutine's frame, and is taken before the coroutine can go on. The coroutine
/// is suspended already: it would not hear an exception.
struct begin_errand {
    const asio::any_io_executor* there;
    std::shared_ptr<errand>* job;

    template <class Handler>
    void operator()(Handler handler) const {
        const auto sent = std::move(*job);
        try {
            absentees::handler kept(std::move(handler));
            sent->expect(std::move(kept));
        } catch (const std::bad_alloc&) {
            sent->end(errand_end::out_of_memory);
            return std::move(handler)(errand_end::out_of_memory);  // not moved from
        }
        try {
            asio::post(*there, [sent] { sent->run(); });
        } catch (const std::bad_alloc&) {
            sent->end(errand_end::out_of_memory);
        } catch (...) {
            sent->end(errand_end::executor_gone);
        }
    }
};

}  // namespace

asio::awaitable<bool> offload(asio::any_io_executor there, std::function<void()> job) {
    const asio::any_io_executor home = co_await asio::this_coro::executor;
    auto sent = std::make_shared<errand>(home, std::move(job));
    const begin_errand begin{&there, &sent};
    const auto how =
        co_await asio::async_initiate<const asio::deferred_t, void(errand_end)>(begin, asio::deferred);
    if (how == errand_end::out_of_memory) throw std::bad_alloc();
    co_return how == errand_end::has_run;
}

}  // namespace popline::sinks
