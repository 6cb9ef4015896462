// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <list>
#include <memory>
#include <mutex>

#include "sinks/job_end.hpp"

namespace popline::sinks {

/// The coroutines of one execution context that wait for something in another thread. When it is
/// destroyed they are let go, and who calls late finds nobody.
class pending_handlers : public std::enable_shared_from_this<pending_handlers> {
    struct pending_handler {
        boost::asio::any_io_executor home;
        boost::asio::any_completion_handler<void(job_end)> handler;
    };

  public:
    using place = std::list<pending_handler>::iterator;
    using handler = boost::asio::any_completion_handler<void(job_end)>;

    static std::shared_ptr<pending_handlers> of(const boost::asio::any_io_executor& home);

    /// Room for one who is about to wait.
    place add(const boost::asio::any_io_executor& home);
    void expect(place waiting, handler to_call) noexcept;
    void remove(place waiting) noexcept;
    /// From any thread, once for each that waits: the handler is called by way of its executor. If there is
    /// no memory for that, the calling thread waits until there is some.
    void call_back(place waiting, job_end how) noexcept;
    void let_go();

  private:
    bool try_to_post(place waiting, job_end how) noexcept;
    void deliver(place waiting, job_end how);

    std::mutex guard_;
    bool gone_ = false;
    std::list<pending_handler> waiting_;
};

}  // namespace popline::sinks
