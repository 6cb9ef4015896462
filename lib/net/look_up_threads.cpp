// SPDX-License-Identifier: BSL-1.0
#include "net/look_up_threads.hpp"

#include <boost/asio/error.hpp>
#include <condition_variable>
#include <list>
#include <mutex>
#include <system_error>
#include <utility>

#include "net/detached_thread.hpp"
#include "net/look_up_request.hpp"

namespace popline::net {

namespace asio = boost::asio;

/// The queue of names and its threads. The pool lives until the last thread has ended.
class look_up_threads::pool : public std::enable_shared_from_this<pool> {
  public:
    pool(function addresses, function services, std::chrono::steady_clock::duration idle)
        : addresses_(std::move(addresses)), services_(std::move(services)), longest_idle_(idle) {}

    std::shared_ptr<pool> another() const {
        return std::make_shared<pool>(addresses_, services_, longest_idle_);
    }

    void add(const std::shared_ptr<look_up_request>& one) {
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

    void remove(const std::shared_ptr<look_up_request>& one) noexcept {
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
    void start() {
        start_detached_thread([self = shared_from_this()] { self->run(); });
        ++threads_;
    }

    void run() noexcept {
        std::unique_lock lock(guard_);
        while (const auto one = take(lock)) {
            lock.unlock();
            one->post(look_up(*one));
            lock.lock();
        }
        --threads_;
        ended_.notify_all();
    }

    /// The next request in the queue; null if this thread is not needed any more.
    std::shared_ptr<look_up_request> take(std::unique_lock<std::mutex>& lock) {
        ++idle_;
        wake_.wait_for(lock, longest_idle_, [this] { return ends_ || !queue_.empty(); });
        --idle_;
        if (queue_.empty()) return nullptr;
        auto one = std::move(queue_.front());
        queue_.pop_front();
        return one;
    }

    found look_up(const look_up_request& one) noexcept {
        try {
            return (one.wanted() == look_up_request::kind::addresses ? addresses_ : services_)(one.name());
        } catch (...) {
            return {asio::error::no_memory, {}};
        }
    }

    const function addresses_;
    const function services_;
    const std::chrono::steady_clock::duration longest_idle_;
    mutable std::mutex guard_;
    std::condition_variable wake_;
    std::condition_variable ended_;
    std::list<std::shared_ptr<look_up_request>> queue_;
    std::size_t threads_ = 0;
    std::size_t idle_ = 0;  // number of threads that wait for a request
    bool ends_ = false;
};

class look_up_threads::handle final : public look_up {
  public:
    handle(std::shared_ptr<pool> in, std::shared_ptr<look_up_request> of) noexcept
        : pool_(std::move(in)), request_(std::move(of)) {}
    ~handle() override {
        request_->give_up();
        pool_->remove(request_);
    }

  private:
    std::shared_ptr<pool> pool_;
    std::shared_ptr<look_up_request> request_;
};

look_up_threads::look_up_threads(function blocking, std::chrono::steady_clock::duration idle,
                                 function services)
    : pool_(std::make_shared<pool>(std::move(blocking), std::move(services), idle)) {}

look_up_threads::~look_up_threads() {
    pool_->end();
}

std::unique_ptr<look_up> look_up_threads::resolve(const asio::any_io_executor& executor,
                                                  const std::string& name, completion then) {
    return add(look_up_request::of_addresses(executor, name, std::move(then)));
}

std::unique_ptr<look_up> look_up_threads::find_services(const asio::any_io_executor& executor,
                                                        const std::string& name, services_completion then) {
    return add(look_up_request::of_services(executor, name, std::move(then)));
}

std::unique_ptr<look_up> look_up_threads::add(const std::shared_ptr<look_up_request>& made) {
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
