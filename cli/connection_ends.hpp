// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <set>
#include <string>

namespace tool {

/// The addresses of a connection, such as `192.0.2.1:995` and `[2001:db8::1]:995`.
struct connection_ends {
    std::string own;
    std::string other;
};

/// Finds the connection that was opened after this object was made. The library does not show its socket, so
/// this looks at the sockets of the process. Requires that one connection is opened in between, and that it
/// goes to a network.
class connection_watch {
  public:
    connection_watch();

    /// Nothing if there is no such connection, or if it has ended.
    std::optional<connection_ends> find() const;

  private:
    std::set<int> before_;  // the descriptors that were open: a program can inherit connections
};

}  // namespace tool
