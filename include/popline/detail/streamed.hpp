// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <iosfwd>
#include <popline/export.hpp>
#include <string_view>

namespace popline::detail {

/// Writes to a `std::ostream`, and flushes it at the end of the message.
/// Throws `errc::file_failed` if the stream has failed after a write or the flush.
/// Lifetime: it refers to the stream, which must outlive the operation.
class POPLINE_EXPORT streamed {
  public:
    explicit streamed(std::ostream& to) noexcept : to_(&to) {}

    void operator()(std::string_view octets);
    void commit();

  private:
    std::ostream* to_;
};

}  // namespace popline::detail
