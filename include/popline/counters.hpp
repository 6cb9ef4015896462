// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <popline/export.hpp>

namespace popline {

/// What a session has done so far.
struct counters {
    std::uint64_t flights = 0;          ///< round trips: waits for the server after something was sent
    std::uint64_t commands = 0;         ///< sent
    std::uint64_t refusals = 0;         ///< replies that were `-ERR`
    std::uint64_t abandoned = 0;        ///< commands whose replies were read and thrown away
    std::uint64_t asked_again = 0;      ///< bodies that gave way to a command inside the retrieval loop
    std::uint64_t octets_sent = 0;      ///< bytes, before encryption
    std::uint64_t octets_received = 0;  ///< bytes, after decryption

    friend bool operator==(const counters&, const counters&) = default;
};

}  // namespace popline
