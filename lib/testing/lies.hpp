// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>

namespace popline::testing::detail {

/// The wrong numbers that a test has told the server to report.
struct lies {
    struct listing {
        std::size_t messages;
        std::uint64_t octets;
    };
    /// Sizes by message number. Number 0 applies to every message that has no entry of its own.
    using sizes = std::map<std::size_t, std::uint64_t>;

    std::optional<listing> stat;
    sizes list;
    sizes retr;
    std::set<std::size_t> left_out;

    static std::uint64_t told(sizes const& instead, std::size_t number, std::uint64_t truth) {
        if (instead.empty()) return truth;
        auto found = instead.find(number);
        if (found == instead.end()) found = instead.find(0);
        return found == instead.end() ? truth : found->second;
    }
    bool leaves_out(std::size_t number) const {
        return !left_out.empty() && (left_out.contains(number) || left_out.contains(0));
    }
};

}  // namespace popline::testing::detail
