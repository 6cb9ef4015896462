// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace bench {

/// A listening socket, and the port that the kernel chose.
struct way_in {
    int socket;
    int port;
};
way_in listen_anywhere(const char* address);

}  // namespace bench
