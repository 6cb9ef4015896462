// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <popline/outcome.hpp>
#include <vector>

namespace popline {

/// What became of the messages of a batch. `session::remove`, `session::quit`, `delete_all`, `for_each_mail`
/// and `with_session` return one. Each of them says what it counts as done. For the outcome of every message,
/// also of those that were done, see `retrieval::outcomes`.
struct batch_result {
    std::uint32_t done = 0;            ///< how many messages were done
    std::vector<item_outcome> failed;  ///< each that was not done, in the order of the batch

    bool all_done() const noexcept { return failed.empty(); }

    friend bool operator==(const batch_result&, const batch_result&) = default;
};

}  // namespace popline
