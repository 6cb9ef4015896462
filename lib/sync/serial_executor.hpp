// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution/blocking.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/query.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>

namespace popline::syncing {

/// Jobs that run one after another on another executor. At most one of its threads is in use.
class serial_jobs : public std::enable_shared_from_this<serial_jobs> {
  public:
    explicit serial_jobs(boost::asio::any_io_executor to) : to_(std::move(to)) {}

    void add(std::function<void()> job) {
        {
            const std::lock_guard lock(guard_);
            waiting_.push_back(std::move(job));
            if (std::exchange(are_running_, true)) return;
        }
        boost::asio::post(to_, turn(shared_from_this()));
    }
    boost::asio::execution_context& context() const noexcept {
        return boost::asio::query(to_, boost::asio::execution::context);
    }

  private:
    /// Runs all jobs. If it is destroyed before that, because the executor's context is, it drops the jobs.
    class turn {
      public:
        explicit turn(std::shared_ptr<serial_jobs> of) noexcept : of_(std::move(of)) {}
        turn(turn&&) noexcept = default;
        turn& operator=(turn&&) = delete;
        ~turn() {
            if (of_) of_->drop_all();
        }
        void operator()() {
            const auto of = std::exchange(of_, nullptr);
            while (of->run_one()) {}
        }

      private:
        std::shared_ptr<serial_jobs> of_;
    };

    bool run_one() {
        std::function<void()> job;
        {
            const std::lock_guard lock(guard_);
            are_running_ = !waiting_.empty();
            if (!are_running_) return false;
            job = std::exchange(waiting_.front(), nullptr);
            waiting_.pop_front();
        }
        job();
        return true;
    }
    void drop_all() noexcept {
        std::deque<std::function<void()>> without_the_lock;
        const std::lock_guard lock(guard_);
        are_running_ = false;
        without_the_lock.swap(waiting_);
    }

    boost::asio::any_io_executor to_;
    std::mutex guard_;
    std::deque<std::function<void()>> waiting_;
    bool are_running_ = false;
};

/// An executor that runs one job at a time on another executor. It is no `boost::asio::strand`, because a
/// strand may not be destroyed after its context.
class serial_executor {
  public:
    explicit serial_executor(std::shared_ptr<serial_jobs> jobs) : jobs_(std::move(jobs)) {}

    template <class Function>
    void execute(Function&& job) const {
        auto kept = std::make_shared<std::decay_t<Function>>(std::forward<Function>(job));
        jobs_->add([kept = std::move(kept)] { (*kept)(); });
    }
    boost::asio::execution_context& query(boost::asio::execution::context_t) const noexcept {
        return jobs_->context();
    }
    static constexpr auto query(boost::asio::execution::blocking_t) noexcept {
        return boost::asio::execution::blocking_t(boost::asio::execution::blocking.never);
    }
    serial_executor require(boost::asio::execution::blocking_t::never_t) const { return *this; }
    friend bool operator==(const serial_executor&, const serial_executor&) noexcept = default;

  private:
    std::shared_ptr<serial_jobs> jobs_;
};

}  // namespace popline::syncing
