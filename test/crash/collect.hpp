// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "crash/destination.hpp"

namespace popline::test {

/// One run of `sync` that a crash test kills.
struct collection {
    destination to;
    std::uint16_t port = 0;  ///< on 127.0.0.1, without TLS
    std::string user = "user";
    std::string password = "secret";
    bool deletes = true;            ///< as soon as a message is stored
    std::size_t group = 64;         ///< messages that are made durable together
    std::size_t commit_every = 64;  ///< deletions
};

/// Runs `sync` in this process. Returns 0 if it is complete. Writes what happened to `destination::report`:
/// first how many messages the ledger knew, then what went wrong.
int collect(const collection& what);

}  // namespace popline::test
