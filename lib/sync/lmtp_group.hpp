// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <exception>
#include <memory>
#include <popline/sync/delivery.hpp>
#include <popline/sync/lmtp_delivery.hpp>
#include <string>
#include <vector>

#include "sync/lmtp_session.hpp"

namespace popline::syncing {

/// The flush of one group: it makes as many connections as are needed.
class lmtp_group {
  public:
    using messages = std::vector<std::shared_ptr<spooled_message>>;

    lmtp_group(const lmtp_server& server, const std::vector<std::string>& recipients, const lmtp_options& how,
               messages group)
        : server_(server),
          recipients_(recipients),
          how_(how),
          group_(std::move(group)),
          results_(group_.size()) {}

    /// Throws what keeps all messages that are left from being delivered.
    boost::asio::awaitable<void> deliver();
    /// After `deliver`, or with the exception that it threw: one result per message.
    std::vector<delivery_result> take_results(const std::exception_ptr& failure);

  private:
    boost::asio::awaitable<std::exception_ptr> use(lmtp_session& over);
    boost::asio::awaitable<void> deliver_next(lmtp_session& over);
    void fail(const std::exception_ptr& why, bool may_have_arrived);

    const lmtp_server& server_;
    const std::vector<std::string>& recipients_;
    const lmtp_options& how_;
    messages group_;
    std::vector<delivery_result> results_;
    std::size_t next_ = 0;
};

}  // namespace popline::syncing
