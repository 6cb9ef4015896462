// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <popline/around.hpp>
#include <popline/export.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace popline {

/// A sink that calls another one, such as a callable, once a line: each with its CRLF, as it came. A lone CR
/// or LF ends no line.
///
/// A line of more than `longest` octets comes in pieces of that many, the last of which ends with CRLF, as no
/// other piece does; none is cut between CR and LF. Twice that is the most memory it takes.
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
    std::string begun_;   // a line whose end has not come; never as long as the longest
    std::string joined_;  // the line that is handed out, where it did not come in one piece
};

}  // namespace popline
