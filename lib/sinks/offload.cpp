// SPDX-License-Identifier: BSL-1.0
#include "sinks/offload.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <memory>
#include <new>
#include <utility>

#include "context/end_of_context.hpp"

namespace popline::sinks {

namespace asio = boost::asio;
using context::job_end;
using context::pending_handlers;

namespace {

/// A job that was posted to another executor. The coroutine that waits is resumed after the job has run, and
/// also if the job is destroyed without having run.
class posted_job {
  public:
    posted_job(const asio::any_io_executor& home, std::function<void()> job)
        : of_(context::end_of_context::of(home).pending()), waiting_(of_->add(home)), job_(std::move(job)) {}
    posted_job(const posted_job&) = delete;
    posted_job& operator=(const posted_job&) = delete;
    ~posted_job() { end(job_end::executor_gone); }

    void expect(pending_handlers::handler to_call) noexcept {
        of_->expect(waiting_, std::move(to_call));
        is_expected_ = true;
    }
    void run() {
        job_();
        end(job_end::has_run);
    }
    void end(job_end how) noexcept {
        job_ = nullptr;
        const auto of = std::exchange(of_, nullptr);
        if (!of) return;
        is_expected_ ? of->call_back(waiting_, how) : of->remove(waiting_);
    }

  private:
    std::shared_ptr<pending_handlers> of_;
    pending_handlers::place waiting_;
    std::function<void()> job_;
    bool is_expected_ = false;
};

/// Posts the job. The pointers point into the coroutine's frame; they are used only before the coroutine can
/// be resumed. The coroutine is suspended already, so an exception is not thrown but becomes a `job_end`.
struct begin_job {
    const asio::any_io_executor* there;
    std::shared_ptr<posted_job>* job;

    template <class Handler>
    void operator()(Handler handler) const {
        const auto sent = std::move(*job);
        try {
            pending_handlers::handler kept(std::move(handler));
            sent->expect(std::move(kept));
        } catch (const std::bad_alloc&) {
            sent->end(job_end::out_of_memory);
            return std::move(handler)(job_end::out_of_memory);  // `handler` has not been moved from
        }
        try {
            asio::post(*there, [sent] { sent->run(); });
        } catch (const std::bad_alloc&) {
            sent->end(job_end::out_of_memory);
        } catch (...) {
            sent->end(job_end::executor_gone);
        }
    }
};

}  // namespace

asio::awaitable<bool> offload(asio::any_io_executor there, std::function<void()>&& job) {
    const asio::any_io_executor home = co_await asio::this_coro::executor;
    // Use `exchange` and not `std::move`: with libc++, a moved-from std::function can keep a copy of its
    // target.
    auto sent = std::make_shared<posted_job>(home, std::exchange(job, nullptr));
    const begin_job begin{&there, &sent};
    const auto how =
        co_await asio::async_initiate<const asio::deferred_t, void(job_end)>(begin, asio::deferred);
    if (how == job_end::out_of_memory) throw std::bad_alloc();
    co_return how == job_end::has_run;
}

}  // namespace popline::sinks
