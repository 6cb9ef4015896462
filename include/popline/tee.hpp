// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/export.hpp>
#include <popline/sink.hpp>
#include <string_view>
#include <utility>

namespace popline {

/// A sink that hands each piece to two others, to the first one first. It has enough when both have; one that
/// has enough earlier is spared the rest. What either throws fails the retrieval. Neither commits before both
/// have taken all. The first one commits first, and keeps what it committed if the second then fails: a file
/// goes last.
class POPLINE_EXPORT tee : public detail::constructed {
  public:
    tee(sink first, sink second) noexcept : first_(std::move(first)), second_(std::move(second)) {}

    boost::asio::awaitable<void> operator()(std::string_view octets);
    boost::asio::awaitable<void> flush();
    boost::asio::awaitable<void> commit();
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
    bool first_is_committed_ = false;  // and the second is not
};

}  // namespace popline
