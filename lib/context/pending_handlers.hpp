// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <list>
#include <memory>
#include <mutex>

#include "context/job_end.hpp"

namespace popline::context {

/// The handlers of coroutines of one execution context that wait for a job in another thread. When the
/// context shuts down, the list destroys them, and later calls of `call_back` do nothing. It is shared: the
/// `end_of_context` owns it, and so does each posted job. A mutex guards it, because any thread may call it.
class pending_handlers : public std::enable_shared_from_this<pending_handlers> {
    struct pending_handler {
        boost::asio::any_io_executor home;
        boost::asio::any_completion_handler<void(job_end)> handler;
    };

  public:
    using place = std::list<pending_handler>::iterator;
    using handler = boost::asio::any_completion_handler<void(job_end)>;

    /// Makes an entry. Call this before the coroutine waits.
    place add(const boost::asio::any_io_executor& home);
    void expect(place waiting, handler to_call) noexcept;
    void remove(place waiting) noexcept;
    /// Posts the handler to its executor. May be called from any thread, once per entry. If there is no
    /// memory for the post, the calling thread sleeps and tries again.
    void call_back(place waiting, job_end how) noexcept;
    void drop_all();

  private:
    bool try_to_post(place waiting, job_end how) noexcept;
    void deliver(place waiting, job_end how);

    std::mutex guard_;
    bool gone_ = false;
    std::list<pending_handler> waiting_;
};

}  // namespace popline::context
