// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace popline::testing::detail {

/// A message, stored as the whole reply to RETR, so that it is sent without another pass over its bytes.
///
/// A line begins at the start of the text and after CRLF; a dot there is stuffed. A bare CR or LF ends no
/// line. If the text does not end in CRLF, the reply adds one, because the end mark must begin a line (RFC
/// 1939 section 3).
class message {
  public:
    explicit message(std::string_view text);

    /// The whole reply to RETR: "+OK n octets", the dot-stuffed text and the end mark.
    std::string_view reply() const noexcept { return reply_; }
    /// The reply to RETR without its status line.
    std::string_view body() const noexcept { return std::string_view(reply_).substr(status_); }
    /// The size that STAT and LIST report, in octets (RFC 1939): before dot-stuffing, including an added
    /// CRLF.
    std::size_t size() const noexcept { return size_; }
    /// The dot-stuffed header, the empty line and this many lines of the body, without the end mark (RFC 1939
    /// section 7, TOP).
    std::string_view top(std::size_t lines) const noexcept;
    /// The text that was given to the constructor.
    std::string text() const;

  private:
    std::string_view stuffed() const noexcept;

    std::string reply_;
    std::size_t status_ = 0;
    std::size_t size_ = 0;
    bool ended_ = true;
};

}  // namespace popline::testing::detail
