// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/detail/around.hpp>
#include <string_view>
#include <utility>

namespace popline {

/// A sink that gathers small pieces for another sink whose calls are expensive. It copies pieces below 4 KiB
/// and passes them on together, at most 16 KiB at a time; it needs no other memory. Larger pieces are passed
/// on without a copy. Gathered bytes are passed on before the library waits for more bytes, and before the
/// other sink commits. They are discarded if the message does not become whole.
///
/// If the other sink has enough, `buffered` learns that only after it has passed on the gathered bytes. A
/// sink whose calls are awaited does not need `buffered`: see `sink`.
///
/// Throws what the other sink throws.
/// Cancellation passes to the other sink.
/// Lifetime: it cannot be copied. A sink in `std::ref` must outlive the operation.
class buffered : public detail::around {
  public:
    explicit buffered(sink into) : around(std::move(into)) { into_.gather_small_pieces(); }

    maybe_awaitable operator()(std::string_view octets) { return into_.write(octets); }
};

}  // namespace popline
