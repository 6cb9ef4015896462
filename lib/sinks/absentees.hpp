// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <list>
#include <memory>
#include <mutex>

namespace popline::sinks {

/// The coroutines of one execution context that wait for something in another thread. When it is
/// destroyed they are let go, and who calls late finds nobody.
class absentees {
    struct absentee {
        boost::asio::any_completion_handler<void(bool)> handler;
        boost::asio::any_io_executor home;
    };

  public:
    using place = std::list<absentee>::iterator;
    using handler = boost::asio::any_completion_handler<void(bool)>;

    static std::shared_ptr<absentees> of(const boost::asio::any_io_executor& home);

    place add(handler to_call, const boost::asio::any_io_executor& home);
    /// From any thread, once for each that was added: the handler is called by way of its executor.
    void call_back(place waiting, bool with);
    void let_go();

  private:
    std::mutex guard_;
    bool gone_ = false;
    std::list<absentee> waiting_;
};

}  // namespace popline::sinks
