// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace popline {

/// What a session has done so far.
struct counters {
    std::uint64_t flights = 0;      ///< waits for the server with everything written that might be
    std::uint64_t commands = 0;     ///< written
    std::uint64_t refusals = 0;     ///< answered by `-ERR`
    std::uint64_t abandoned = 0;    ///< whose replies were read to the end and thrown away
    std::uint64_t asked_again = 0;  ///< bodies that gave way to a command awaited inside the retrieval loop
    std::uint64_t octets_sent = 0;  ///< before encryption
    std::uint64_t octets_received = 0;  ///< after decryption

    friend bool operator==(const counters&, const counters&) = default;
};

}  // namespace popline
