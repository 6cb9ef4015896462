// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <memory>
#include <popline/error.hpp>
#include <popline/export.hpp>
#include <utility>

namespace popline {

namespace detail {

/// Cancels an operation when its deadline is reached, or when the operation that awaits it is cancelled.
class POPLINE_EXPORT deadline {
  public:
    deadline(const boost::asio::any_io_executor& executor, std::chrono::steady_clock::duration time,
             boost::asio::cancellation_slot around);
    deadline(const deadline&) = delete;
    deadline& operator=(const deadline&) = delete;
    ~deadline();

    boost::asio::cancellation_slot slot() noexcept;
    /// Throws the exception of the operation again. If the deadline was reached, the exception says so.
    [[noreturn]] void rethrow() const;

  private:
    struct state;
    std::shared_ptr<state> state_;
    boost::asio::cancellation_slot around_;
};

}  // namespace detail

/// Sets a deadline for one operation:
///
///     auto listing = co_await popline::within(5s, session.stat());
///
/// When the time is over, the operation is cancelled, by the terminal kind.
/// Completes when the operation does.
/// Throws errc::timed_out when the time is over, with the verb, number and cause of the operation's own
/// error. A `quit()` throws errc::commit_unconfirmed, with errc::timed_out as its cause: the server may have
/// deleted the messages. All other exceptions of the operation pass through.
/// Cancellation cancels the operation.
/// Units: the maximum time means "no limit".
template <class T>
[[nodiscard]] boost::asio::awaitable<T> within(std::chrono::steady_clock::duration time,
                                               boost::asio::awaitable<T> operation) {
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto state = co_await boost::asio::this_coro::cancellation_state;
    detail::deadline limit(executor, time, state.slot());
    try {
        co_return co_await boost::asio::co_spawn(
            executor, std::move(operation),
            boost::asio::bind_cancellation_slot(limit.slot(), boost::asio::use_awaitable));
    } catch (...) {
        limit.rethrow();
    }
}

}  // namespace popline
