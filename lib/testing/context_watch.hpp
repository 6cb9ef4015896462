// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/execution_context.hpp>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "testing/post_office.hpp"

namespace popline::testing::detail {

/// Stops the servers of an execution context when the context is destroyed. A server may outlive its context,
/// but its sockets must not.
class context_watch : public boost::asio::execution_context::service {
  public:
    using key_type = context_watch;
    static inline boost::asio::execution_context::id id;

    explicit context_watch(boost::asio::execution_context& context) : service(context) {}

    static context_watch& of(boost::asio::execution_context& context) {
        return boost::asio::use_service<context_watch>(context);
    }

    void add(std::weak_ptr<post_office> office) {
        std::lock_guard const lock(mutex_);
        std::erase_if(offices_, [](auto const& each) { return each.expired(); });
        offices_.push_back(std::move(office));
    }

  private:
    void shutdown() override {
        for (auto const& each : offices_)
            if (auto const office = each.lock()) office->stop();
    }

    std::mutex mutex_;
    std::vector<std::weak_ptr<post_office>> offices_;
};

}  // namespace popline::testing::detail
