// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <map>
#include <string_view>

namespace popline::test {

/// Counts how often each kind of event happened, so that a test can tell what its seeds have visited.
class tally {
  public:
    /// Requires a string literal.
    void saw(std::string_view event) { ++counts_[event]; }
    void add(const tally& other) {
        for (const auto& [event, count] : other.counts_)
            counts_[event] += count;
    }
    std::uint64_t count(std::string_view event) const {
        const auto found = counts_.find(event);
        return found == counts_.end() ? 0 : found->second;
    }
    const std::map<std::string_view, std::uint64_t>& counts() const noexcept { return counts_; }

  private:
    std::map<std::string_view, std::uint64_t> counts_;
};

}  // namespace popline::test
