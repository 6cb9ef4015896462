// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include "protocol/entry.hpp"

namespace popline::protocol {

/// Is told of each line that passes through a pipeline. Of a message, it is told the status line only.
class observer {
  public:
    /// Called before the command is written, or before the server sends its greeting. Commands end in the
    /// order in which they begin.
    virtual void on_begin(const entry& one) = 0;
    /// Called for each line that is sent. Secrets in the line are replaced.
    virtual void on_sent(const entry& one, std::string_view line) = 0;
    virtual void on_received(const entry& one, std::string_view line) = 0;
    /// Called when the reply is complete; `octets` is its size. With a failure, the reply will never be
    /// complete.
    virtual void on_end(const entry& one, std::uint64_t octets, boost::system::error_code failure) = 0;

  protected:
    ~observer() = default;
};

}  // namespace popline::protocol
