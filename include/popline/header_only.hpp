// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <popline/detail/around.hpp>
#include <popline/export.hpp>
#include <string_view>
#include <utility>

namespace popline {

/// A sink that passes on the header and the empty line after it, and then ends the retrieval early: the
/// retrieval completes and commits. The library reads the body and discards it, within `limits::drain_bytes`
/// and `limits::drain_timeout`. Above either limit, the session ends with `errc::drain_limit`. The message
/// was then not retrieved whole, so `message::mark_deleted` throws `errc::not_retrieved`. If the server
/// knows TOP, `mail::header` and `session::top` cost less.
///
/// Throws what the other sink throws.
/// Cancellation passes to the other sink.
/// Lifetime: it cannot be copied. A sink in `std::ref` must outlive the operation.
class POPLINE_EXPORT header_only : public detail::around {
  public:
    explicit header_only(sink into) noexcept : around(std::move(into)) {}

    maybe_awaitable operator()(std::string_view octets);
    maybe_awaitable commit() {
        at_ = place::line_begins;
        return around::commit();
    }
    void abandon() noexcept {
        at_ = place::line_begins;
        around::abandon();
    }
    bool has_enough() const noexcept { return at_ == place::body || around::has_enough(); }

  private:
    /// The position of the next byte in the message. Lines end with CRLF; a lone CR or LF does not end a
    /// line.
    enum class place : std::uint8_t { line_begins, empty_line_ends, inside, line_ends, body };

    std::size_t octets_of_header(std::string_view octets) noexcept;

    place at_ = place::line_begins;
};

}  // namespace popline
