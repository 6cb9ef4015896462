// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>
#include <memory>
#include <mutex>

#include "context/pending_handlers.hpp"

namespace popline::context {

/// Base of an object that owns handlers whose coroutines own the object. Such an object must drop its
/// handlers when the execution context ends.
class end_listener {
  public:
    virtual void on_shutdown() noexcept = 0;
    /// A reference that keeps the object alive during `on_shutdown`. Null if its destructor runs already.
    virtual std::shared_ptr<end_listener> lock() noexcept = 0;

  protected:
    ~end_listener() = default;

  private:
    friend class end_of_context;
    end_listener* before_ = nullptr;
    end_listener* behind_ = nullptr;
};

/// The only service of popline that watches for the end of an execution context.
///
/// A stored handler owns the coroutine of the user. This coroutine owns an object of popline, such as a
/// session, and that object owns the handler. At the end of the context this service breaks the cycle: it
/// tells its listeners, which belong to the threads of the context, and it empties the list of the handlers
/// that wait for jobs in other threads.
class end_of_context final : public boost::asio::execution_context::service {
  public:
    static boost::asio::execution_context::id id;  // how Asio finds a service

    explicit end_of_context(boost::asio::execution_context& context) : service(context) {}
    static end_of_context& of(const boost::asio::any_io_executor& executor);

    void enter(end_listener& one) noexcept;
    void leave(end_listener& one) noexcept;

    /// The handlers that wait for jobs in other threads. The list may outlive the context.
    const std::shared_ptr<pending_handlers>& pending() const noexcept { return pending_; }

  private:
    void shutdown() override;
    void unlink(end_listener& one) noexcept;
    std::shared_ptr<end_listener> take_newest() noexcept;

    std::mutex guard_;
    end_listener* newest_ = nullptr;  // the head of an intrusive list, which allocates nothing
    std::shared_ptr<pending_handlers> pending_ = std::make_shared<pending_handlers>();
};

}  // namespace popline::context
