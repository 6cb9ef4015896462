// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace popline::testing::detail {

/// A message, kept as the whole reply to RETR, so that sending it costs no look at its octets.
///
/// Only a dot behind CRLF (or at the very start) opens a line and is stuffed; bare CR and LF are octets like
/// others. A text that does not end in CRLF gets one on the wire, or the end mark could not be seen (RFC 1939
/// section 3).
class message {
  public:
    explicit message(std::string_view text);

    /// "+OK n octets", the dot-stuffed text and the end mark.
    std::string_view reply() const noexcept { return reply_; }
    /// The same without its first line.
    std::string_view body() const noexcept { return std::string_view(reply_).substr(status_); }
    /// Octets before stuffing, a CRLF added at the end included: what STAT and LIST say.
    std::size_t size() const noexcept { return size_; }
    /// The dot-stuffed header, the empty line and that many lines of the body (RFC 1939 section 7).
    std::string_view top(std::size_t lines) const noexcept;
    /// As it was given.
    std::string text() const;

  private:
    std::string_view stuffed() const noexcept;

    std::string reply_;
    std::size_t status_ = 0;
    std::size_t size_ = 0;
    bool ended_ = true;
};

}  // namespace popline::testing::detail
