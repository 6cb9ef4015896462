// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/export.hpp>
#include <popline/sink.hpp>
#include <string_view>
#include <utility>

namespace popline {

/// A sink that passes each piece to two other sinks, to the first one first. It has enough when both have
/// enough; a sink that has enough earlier gets no more pieces. No sink commits before both have taken the
/// whole message. The first sink commits first. If the second sink then fails, the first keeps what it
/// committed. So if one of them is a file, make it the second.
///
/// Throws what either sink throws.
/// Cancellation passes to both sinks; both are abandoned, except a first sink that has committed.
/// Lifetime: it cannot be copied. A sink in `std::ref` must outlive the operation.
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
    bool first_is_committed_ = false;  // the first sink has committed, and the second has not
};

}  // namespace popline
