// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string_view>

namespace bench {

/// Reads once from a plain socket. In `drain-finds` the read itself waits. In `drain-polls` the socket does
/// not block: if it is empty, epoll waits, as in a program whose thread has other work, too.
class reads {
  public:
    explicit reads(int socket);
    std::string_view operator()(std::span<char> room) const;

  private:
    int socket_;
    int epoll_ = -1;
};

}  // namespace bench
