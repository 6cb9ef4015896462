// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstdint>
#include <memory>

namespace popline::syncing {

using time_point = std::chrono::steady_clock::time_point;

/// A timer that coroutines of one executor wait for.
class alarm {
  public:
    using handler = boost::asio::any_completion_handler<void(boost::system::error_code)>;

    virtual ~alarm() = default;
    virtual time_point time() const = 0;
    /// Ends all waits, and sets another time.
    virtual void set(time_point at) = 0;
    /// Calls the handler at that time, or when the wait is ended or cancelled.
    virtual void wait(handler to_call) = 0;
    virtual void end_waits() = 0;
};

/// The time of one execution context, and what is drawn at random in it. A test replaces this service, so
/// that it decides about both.
class timekeeper : public boost::asio::execution_context::service {
  public:
    static boost::asio::execution_context::id id;  // how Asio finds a service

    explicit timekeeper(boost::asio::execution_context& context) : service(context) {}
    static timekeeper& of(const boost::asio::any_io_executor& executor);

    virtual time_point now() const;
    virtual std::unique_ptr<alarm> make_alarm(const boost::asio::any_io_executor& executor);
    /// Draws a number at random.
    virtual std::uint32_t draw();

  protected:
    void shutdown() override {}
};

}  // namespace popline::syncing
