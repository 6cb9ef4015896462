// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <popline/export.hpp>

namespace popline {

/// What a session has done since it was made.
struct counters {
    std::uint64_t round_trips = 0;        ///< waits for the server after something was sent
    std::uint64_t commands = 0;           ///< number of commands sent
    std::uint64_t refusals = 0;           ///< replies that were `-ERR`
    std::uint64_t abandoned_replies = 0;  ///< replies that were read and discarded
    /// Bodies that were discarded for a command inside the retrieval loop, and requested again.
    std::uint64_t bodies_asked_again = 0;
    std::uint64_t bytes_sent = 0;      ///< bytes sent, counted before encryption
    std::uint64_t bytes_received = 0;  ///< bytes received, counted after decryption

    friend bool operator==(const counters&, const counters&) = default;
};

}  // namespace popline
