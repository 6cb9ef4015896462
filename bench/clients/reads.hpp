// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string_view>

namespace bench {

/// What a plain socket has, read by one call: there is a `drain-finds` that waits in that call, and a
/// `drain-polls` that asks epoll before it, as whoever shares its thread with others does.
class reads {
  public:
    explicit reads(int socket);
    std::string_view operator()(std::span<char> room) const;

  private:
    int socket_;
    int epoll_ = -1;
};

}  // namespace bench
