// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <popline/outcome.hpp>
#include <vector>

namespace popline {

/// The result of a batch, returned by `session::remove`, `session::quit`, `delete_all`, `for_each_mail` and
/// `with_session`. Each of these functions says what it counts as done. `retrieval::outcomes` gives the
/// outcome of every message, also of the messages that were done.
struct batch_result {
    std::uint32_t done = 0;  ///< number of messages that were done
    /// The messages that were not done, in the order of the batch. A function that joins the results of
    /// several steps, such as `delete_all` with a body, sorts them by number.
    std::vector<item_outcome> failed;

    bool all_done() const noexcept { return failed.empty(); }

    friend bool operator==(const batch_result&, const batch_result&) = default;
};

}  // namespace popline
