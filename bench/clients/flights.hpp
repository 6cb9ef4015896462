// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "clients/job.hpp"

namespace bench {

/// What leaves together, and how many octets come back: the flights of a client that has to learn what the
/// server can.
struct flight {
    std::string commands;
    std::size_t octets;
};

/// Learns them from the server, with five messages.
std::vector<flight> rehearse(const job& what);

}  // namespace bench
