// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <popline/batch_result.hpp>
#include <popline/error.hpp>
#include <utility>
#include <vector>

namespace popline {

/// The outcome of a message that the server refused to hand out.
inline item_outcome refused_outcome(message_number number, const error& why) {
    return {number, outcome::refused, why.code(), why.reply()};
}

/// Sorts the outcomes by number. If two outcomes are about the same message, keeps only the first. Returns
/// how many outcomes were dropped.
inline std::size_t put_in_order(std::vector<item_outcome>& failed) {
    std::ranges::stable_sort(failed, {}, &item_outcome::number);
    const auto repeated = std::ranges::unique(failed, {}, &item_outcome::number);
    const auto dropped = repeated.size();
    failed.erase(repeated.begin(), repeated.end());
    return dropped;
}

/// Adds the outcomes of `more` to `failed`. Returns how many messages `failed` did not have before.
inline std::uint32_t add_outcomes(std::vector<item_outcome>& failed, std::vector<item_outcome> more) {
    const auto added = more.size();
    std::ranges::move(more, std::back_inserter(failed));
    return static_cast<std::uint32_t>(added - put_in_order(failed));
}

}  // namespace popline
