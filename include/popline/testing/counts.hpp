// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace popline::testing {

/// What a server has seen since it was made.
struct counts {
    std::size_t sessions = 0;  ///< accepted
    std::size_t open = 0;      ///< whose socket is still open here; it stays so until the client closes
    std::size_t commands = 0;  ///< command lines; continuation lines of AUTH are not counted
    std::size_t bursts = 0;    ///< reads that brought at least one whole line: a client's flights
    std::size_t writes = 0;    ///< writes to a socket, handshakes included
};

}  // namespace popline::testing
