// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <popline/message.hpp>
#include <popline/sync/delivery.hpp>
#include <popline/sync/ledger.hpp>
#include <popline/sync/policy.hpp>
#include <vector>

#include "sync/event.hpp"

namespace popline::syncing {

/// A message that came whole and is not durable yet.
struct waiting_message {
    received_item received;
    std::size_t position = 0;  ///< in the listing of the session
    message handle;            ///< to mark it as deleted later
};

/// Called for each message of a group after its flush and after the ledger has recorded it.
using result_hook = std::function<void(waiting_message&, delivery_result&)>;

/// Collects whole messages into groups. A coroutine of its own makes a group durable and records it, while
/// the session receives the next group. At most two groups exist at a time.
///
/// The coroutine runs on the executor of the session. It and the object share the state, so the state is
/// safe to destroy in any order; the delivery and the ledger must outlive the coroutine, which `end` and
/// `abandon` wait for.
class group {
  public:
    group(const boost::asio::any_io_executor& executor, delivery& to, ledger& book, ledger_lease under,
          const sync_policy& how, result_hook told);
    group(const group&) = delete;
    group& operator=(const group&) = delete;
    ~group();

    /// Adds a message. Completes when the group may take another one.
    /// Throws why an earlier flush failed.
    boost::asio::awaitable<void> add(waiting_message one);
    // Before these two, switch `this_coro::throw_if_cancelled` off: a cancellation must not end their wait.

    /// Flushes and records what was added, and ends the coroutine.
    /// Throws why a flush failed.
    boost::asio::awaitable<void> end();
    /// Drops the messages that are in no flush, and waits for a flush that is running. Returns why that flush
    /// failed; null if it did not.
    boost::asio::awaitable<std::exception_ptr> abandon();

  private:
    struct state;
    static boost::asio::awaitable<void> run(std::shared_ptr<state> of);
    static boost::asio::awaitable<void> wait_for_end(std::shared_ptr<state> of);

    std::shared_ptr<state> state_;
};

}  // namespace popline::syncing
