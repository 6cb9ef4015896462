// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/export.hpp>
#include <popline/sink.hpp>
#include <string_view>
#include <utility>

namespace popline {

/// A sink that passes each piece to two others, first to the first one. It has enough when both have enough;
/// a sink that has enough earlier gets no more pieces. Neither commits before both have taken all. The first
/// one commits first. If the second one then fails, the first one keeps what it committed: give a file as the
/// second one.
///
/// Throws what either sink throws.
/// Cancellation passes to both sinks; both are abandoned, except a first one that has committed.
/// Lifetime: it cannot be copied. One in `std::ref` must outlive the operation.
class POPLINE_EXPORT tee : public detail::constructed {
  public:
    tee(sink first, sink second) noexcept : first_(std::move(first)), second_(std::move(second)) {}

    maybe_awaitable operator()(std::string_view octets);
    maybe_awaitable flush();
    maybe_awaitable commit();
    void abandon() noexcept {
        if (!std::exchange(first_is_committed_, false)) first_.abandon();
        second_.abandon();
    }
    bool has_enough() const noexcept { return first_.has_enough() && second_.has_enough(); }
    bool keeps_in_memory() const noexcept { return first_.keeps_in_memory() || second_.keeps_in_memory(); }

  private:
    boost::asio::awaitable<void> commit_both(boost::asio::awaitable<void> first);
    boost::asio::awaitable<void> commit_second(boost::asio::awaitable<void> second);

    sink first_;
    sink second_;
    bool first_is_committed_ = false;  // and the second one has not committed
};

}  // namespace popline
