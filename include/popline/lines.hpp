// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <popline/detail/around.hpp>
#include <popline/export.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace popline {

/// A sink that calls another sink, such as a callable, once per line. The line includes its CRLF. A lone CR
/// or LF does not end a line.
///
/// A line of more than `longest` bytes comes in pieces of that size. Only the last piece ends with CRLF, and
/// no piece ends between CR and LF.
///
/// Throws what the other sink throws, `std::bad_alloc`.
/// Cancellation passes to the other sink.
/// Lifetime: it cannot be copied. A sink in `std::ref` must outlive the operation.
/// Units: `longest` is in bytes. The sink needs at most twice that much memory.
class POPLINE_EXPORT lines : public detail::around {
  public:
    explicit lines(sink each, std::size_t longest = std::size_t{64} << 10)
        : around(std::move(each)), longest_(std::max<std::size_t>(longest, 2)) {
        into_.keep_pieces_apart();
    }

    boost::asio::awaitable<void> operator()(std::string_view octets);
    boost::asio::awaitable<void> commit();
    void abandon() noexcept;

  private:
    std::size_t to_the_end_of_line(std::string_view octets) const noexcept;
    std::string_view take_piece(std::string_view& octets);

    std::size_t longest_;
    std::string begun_;   // a line whose end has not come; shorter than `longest_`
    std::string joined_;  // the line that is passed on, if it came in several pieces
};

}  // namespace popline
