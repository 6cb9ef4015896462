// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "clients/job.hpp"

namespace bench {

/// Commands that leave in one write, and how many bytes the server sends for them. The flights are those of a
/// client that asks for the capabilities first.
struct flight {
    std::string commands;
    std::size_t bytes;
};

/// Runs one session with five messages, and records its flights.
std::vector<flight> rehearse(const job& what);

}  // namespace bench
