// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include "protocol/entry.hpp"

namespace popline::protocol {

/// Is told of each line that passes through a pipeline. Of a body it is told the status line only.
class observer {
  public:
    /// The command is being written, or the server speaks first. Commands end in the order in which they
    /// begin.
    virtual void on_begin(const entry& one) = 0;
    /// A line of a command or a dialogue. Secrets in it are replaced.
    virtual void on_sent(const entry& one, std::string_view line) = 0;
    virtual void on_received(const entry& one, std::string_view line) = 0;
    /// The reply is complete and has this many bytes. With a failure: it will never be complete.
    virtual void on_end(const entry& one, std::uint64_t octets, boost::system::error_code failure) = 0;

  protected:
    ~observer() = default;
};

}  // namespace popline::protocol
