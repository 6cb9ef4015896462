// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace popline::test {

/// Walks every path of a program that asks at each fork which way to go. The program is run from its start
/// for each path: what it drives need not be copied.
class choices {
  public:
    /// Chooses one of this many ways at a fork, from 0.
    std::size_t pick(std::size_t ways) {
        if (at_ == taken_.size()) taken_.push_back({0, ways});
        return taken_[at_++].way;
    }

    /// Begins the next path. False if all paths were walked.
    bool next() {
        at_ = 0;
        while (!taken_.empty() && ++taken_.back().way == taken_.back().ways)
            taken_.pop_back();
        return !taken_.empty();
    }

    /// The choices of the path so far, as text, so that a failure can be repeated.
    std::string path() const {
        std::string text;
        for (const auto& one : taken_)
            text += std::to_string(one.way) + "/" + std::to_string(one.ways) + " ";
        return text;
    }

  private:
    struct fork {
        std::size_t way;
        std::size_t ways;
    };
    std::vector<fork> taken_;
    std::size_t at_ = 0;
};

}  // namespace popline::test
