// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include "protocol/entry.hpp"

namespace popline::protocol {

/// Hears of what passes through a pipeline, line by line; of a body its status line alone.
class observer {
  public:
    /// It left, or the server speaks first; it ends in the order of beginning.
    virtual void on_begin(const entry& one) = 0;
    /// A line of a command or a dialogue, secrets replaced.
    virtual void on_sent(const entry& one, std::string_view line) = 0;
    virtual void on_received(const entry& one, std::string_view line) = 0;
    /// The reply is whole, of so many octets, or, with a failure, never will be.
    virtual void on_end(const entry& one, std::uint64_t octets, boost::system::error_code failure) = 0;

  protected:
    ~observer() = default;
};

}  // namespace popline::protocol
