// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/sink.hpp>
#include <utility>

namespace popline::detail {

/// The base of a sink that wraps another sink: it passes on each call unchanged.
class around : public constructed {
  public:
    maybe_awaitable flush() { return into_.flush(); }
    maybe_awaitable commit() { return into_.commit(); }
    void abandon() noexcept { into_.abandon(); }
    bool has_enough() const noexcept { return into_.has_enough(); }
    bool keeps_in_memory() const noexcept { return into_.keeps_in_memory(); }

  protected:
    explicit around(sink into) noexcept : into_(std::move(into)) {}

    sink into_;
};

}  // namespace popline::detail
