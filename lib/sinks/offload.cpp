// SPDX-License-Identifier: BSL-1.0
#include "sinks/offload.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <utility>

#include "sinks/absentees.hpp"

namespace popline::sinks {

namespace asio = boost::asio;

namespace {

/// A job on its way: whatever becomes of it, who waits for it hears.
class errand {
  public:
    errand(std::shared_ptr<absentees> of, absentees::place waiting, std::function<void()> job) noexcept
        : of_(std::move(of)), waiting_(waiting), job_(std::move(job)) {}
    errand(errand&&) noexcept = default;
    errand& operator=(errand&&) = delete;
    ~errand() { come_back(false); }

    void operator()() {
        job_();
        come_back(true);
    }

  private:
    void come_back(bool has_run) noexcept {
        job_ = nullptr;
        if (const auto of = std::exchange(of_, nullptr)) of->call_back(waiting_, has_run);
    }

    std::shared_ptr<absentees> of_;
    absentees::place waiting_;
    std::function<void()> job_;
};

/// What it points to is in the coroutine's frame, and is taken before the coroutine can go on.
struct begin_errand {
    const asio::any_io_executor* there;
    const asio::any_io_executor* home;
    std::function<void()>* job;

    template <class Handler>
    void operator()(Handler handler) const {
        auto of = absentees::of(*home);
        const auto waiting = of->add(std::move(handler), *home);
        errand sent(std::move(of), waiting, std::move(*job));
        try {
            asio::post(*there, std::move(sent));
        } catch (...) {
            // It was destroyed, and has said so.
        }
    }
};

}  // namespace

asio::awaitable<bool> offload(asio::any_io_executor there, std::function<void()> job) {
    const asio::any_io_executor home = co_await asio::this_coro::executor;
    const begin_errand begin{&there, &home, &job};
    const bool has_run =
        co_await asio::async_initiate<const asio::deferred_t, void(bool)>(begin, asio::deferred);
    co_return has_run;
}

}  // namespace popline::sinks
