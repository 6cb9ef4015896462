// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <popline/export.hpp>

namespace popline::testing {

/// What a server has counted since it was constructed.
struct counts {
    std::size_t sessions = 0;  ///< accepted connections
    std::size_t open = 0;      ///< sessions whose socket is still open on the server's side
    std::size_t commands = 0;  ///< command lines; continuation lines of AUTH are not counted
    std::size_t bursts = 0;    ///< reads that contained at least one whole line: the client's round trips
    std::size_t writes = 0;    ///< writes to a socket, TLS handshakes included
};

}  // namespace popline::testing
