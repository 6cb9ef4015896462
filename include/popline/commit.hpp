// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <popline/error.hpp>
#include <popline/listing.hpp>
#include <vector>

namespace popline {

/// A message that the server refused to delete; of `delete_all`, also one that it refused to hand out.
struct refusal {
    message_number number = 0;
    std::string reply;  ///< the server's words, fit for a terminal or a log

    friend bool operator==(const refusal&, const refusal&) = default;
};

/// What `session::quit` committed.
struct commit {
    std::uint32_t removed = 0;     ///< messages that are gone now
    std::vector<refusal> refused;  ///< messages that the server refused, and that are still there

    friend bool operator==(const commit&, const commit&) = default;
};

}  // namespace popline
