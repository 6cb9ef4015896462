// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/proxy_dialogue.hpp"

namespace popline::test {

/// What came of a dialogue with a proxy.
struct proxy_transcript {
    std::vector<std::string> said;  ///< the output before each answer
    bool accepted = false;
    std::string leftover;
    net::failure why;

    friend bool operator==(const proxy_transcript& one, const proxy_transcript& other) {
        return one.said == other.said && one.accepted == other.accepted && one.leftover == other.leftover
               && one.why.code == other.why.code && one.why.detail == other.why.detail;
    }
};

using make_dialogue = std::function<std::unique_ptr<net::proxy_dialogue>()>;

/// Gives the answers to the dialogue, each after its output was taken, in pieces that `cut` makes of them.
inline proxy_transcript hold(const make_dialogue& make, const std::vector<std::string>& answers,
                             const std::function<std::size_t(std::size_t)>& next_cut) {
    const auto with = make();
    proxy_transcript made;
    for (const auto& answer : answers) {
        made.said.emplace_back(with->output());
        with->written(with->output().size() / 2);  // the stream takes it in two pieces
        with->written(with->output().size());
        for (std::size_t at = 0; at < answer.size();) {
            const auto end = std::min(answer.size(), std::max(at + 1, next_cut(at)));
            const auto piece = std::string_view(answer).substr(at, end - at);
            const auto used = with->is_accepted() ? 0 : with->hear(piece);
            if (with->is_accepted()) made.leftover += piece.substr(used);
            at = end;
        }
    }
    made.accepted = with->is_accepted();
    made.why = with->why_not();
    return made;
}

/// The transcript of a dialogue, which must be the same whole, byte by byte, and at every two-way split.
inline proxy_transcript transcript(const make_dialogue& make, const std::vector<std::string>& answers) {
    const auto whole = hold(make, answers, [](std::size_t) { return std::string::npos; });
    CHECK(hold(make, answers, [](std::size_t at) { return at + 1; }) == whole);
    std::size_t longest = 0;
    for (const auto& answer : answers)
        longest = std::max(longest, answer.size());
    for (std::size_t cut = 1; cut < longest; ++cut) {
        CAPTURE(cut);
        CHECK(hold(make, answers, [cut](std::size_t at) { return at < cut ? cut : std::string::npos; })
              == whole);
    }
    return whole;
}

}  // namespace popline::test
