// SPDX-License-Identifier: BSL-1.0
#include "net/look_up_threads.hpp"

#include <signal.h>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <list>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

namespace popline::net {

namespace asio = boost::asio;
using boost::system::error_code;

/// One name to look up. Its caller and the thread that looks it up share it. If the caller gives it up, the
/// result is dropped.
class look_up_threads::request : public std::enable_shared_from_this<request> {
  public:
    request(const asio::any_io_executor& executor, std::string name, completion then)
        : name_(std::move(name)), executor_(executor), then_(std::move(then)) {}

    const std::string& name() const noexcept { return name_; }

    void give_up() noexcept {
        completion unwanted;  // the caller's handler; destroyed after the lock is released
        const std::lock_guard lock(guard_);
        executor_ = {};
        unwanted.swap(then_);
    }

    /// Posts the result. Called in the thread that looked the name up, which can wait until there is memory
    /// to post.
    void post(found what) noexcept {
        brought_ = std::move(what);
        while (!try_to_post())
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    /// Posts an error. Called in the caller's thread. Throws `std::bad_alloc`.
    void post_failure(error_code why) {
        brought_.why = why;
        asio::post(executor_, [self = shared_from_this()] { self->deliver(); });
    }

  private:
    bool try_to_post() noexcept try {
        // Post while the lock is held: as long as the caller wants the result, the executor's context lives.
        const std::lock_guard lock(guard_);
        if (then_) asio::post(executor_, [self = shared_from_this()] { self->deliver(); });
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }

    /// Calls the caller's handler without the lock, because the handler gives up the look-up, which takes
    /// the lock.
    void deliver() {
        completion then;
        {
            const std::lock_guard lock(guard_);
            then.swap(then_);
        }
        if (then) then(brought_.why, std::move(brought_.addresses));
    }

    const std::string name_;
    found brought_;
    std::mutex guard_;
    asio::any_io_executor executor_;
    completion then_;  // the caller's handler; null after it was called, or after the look-up was given up
};

/// The queue of names and its threads. The pool lives until the last thread has ended.
class look_up_threads::pool : public std::enable_shared_from_this<pool> {
  public:
    pool(function blocking, std::chrono::steady_clock::duration idle)
        : blocking_(std::move(blocking)), longest_idle_(idle) {}

    std::shared_ptr<pool> another() const { return std::make_shared<pool>(blocking_, longest_idle_); }

    void add(const std::shared_ptr<request>& one) {
        const std::lock_guard lock(guard_);
        queue_.push_back(one);
        if (queue_.size() <= idle_ || threads_ == most) return wake_.notify_one();
        try {
            start();
        } catch (...) {
            if (threads_ > 0) return;  // one of the running threads will take the request
            queue_.pop_back();
            throw;
        }
    }

    void remove(const std::shared_ptr<request>& one) noexcept {
        const std::lock_guard lock(guard_);
        queue_.remove(one);
    }

    void end() noexcept {
        std::unique_lock lock(guard_);
        ends_ = true;
        queue_.clear();
        wake_.notify_all();
        ended_.wait(lock, [this] { return idle_ == 0; });
    }

    std::size_t threads() const {
        const std::lock_guard lock(guard_);
        return threads_;
    }

  private:
    /// Starts a thread. It blocks all signals, so that a signal of the process goes to a thread of the user.
    void start() {
        sigset_t all;
        sigset_t before;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        try {
            std::thread([self = shared_from_this()] { self->run(); }).detach();
            ++threads_;
        } catch (...) {
            pthread_sigmask(SIG_SETMASK, &before, nullptr);
            throw;
        }
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }

    void run() noexcept {
        std::unique_lock lock(guard_);
        while (const auto one = take(lock)) {
            lock.unlock();
            one->post(look_up(one->name()));
            lock.lock();
        }
        --threads_;
        ended_.notify_all();
    }

    /// The next request in the queue; null if this thread is not needed any more.
    std::shared_ptr<request> take(std::unique_lock<std::mutex>& lock) {
        ++idle_;
        wake_.wait_for(lock, longest_idle_, [this] { return ends_ || !queue_.empty(); });
        --idle_;
        if (queue_.empty()) return nullptr;
        auto one = std::move(queue_.front());
        queue_.pop_front();
        return one;
    }

    found look_up(const std::string& name) noexcept {
        try {
            return blocking_(name);
        } catch (...) {
            return {asio::error::no_memory, {}};
        }
    }

    const function blocking_;
    const std::chrono::steady_clock::duration longest_idle_;
    mutable std::mutex guard_;
    std::condition_variable wake_;
    std::condition_variable ended_;
    std::list<std::shared_ptr<request>> queue_;
    std::size_t threads_ = 0;
    std::size_t idle_ = 0;  // number of threads that wait for a request
    bool ends_ = false;
};

class look_up_threads::handle final : public look_up {
  public:
    handle(std::shared_ptr<pool> in, std::shared_ptr<request> of) noexcept
        : pool_(std::move(in)), request_(std::move(of)) {}
    ~handle() override {
        request_->give_up();
        pool_->remove(request_);
    }

  private:
    std::shared_ptr<pool> pool_;
    std::shared_ptr<request> request_;
};

look_up_threads::look_up_threads(function blocking, std::chrono::steady_clock::duration idle)
    : pool_(std::make_shared<pool>(std::move(blocking), idle)) {}

look_up_threads::~look_up_threads() {
    pool_->end();
}

std::unique_ptr<look_up> look_up_threads::resolve(const asio::any_io_executor& executor,
                                                  const std::string& name, completion then) {
    const auto made = std::make_shared<request>(executor, name, std::move(then));
    auto given_up = std::make_unique<handle>(pool_, made);
    try {
        pool_->add(made);
    } catch (const std::system_error& no_thread) {
        made->post_failure({no_thread.code().value(), boost::system::system_category()});
    }
    return given_up;
}

/// The references that the parent's threads had are never released, so objects that those threads had locked
/// are never destroyed.
void look_up_threads::start_over() {
    pool_ = pool_->another();
}

std::size_t look_up_threads::threads() const {
    return pool_->threads();
}

}  // namespace popline::net
