// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "arguments.hpp"
#include "exit_status.hpp"
#include "summary.hpp"
#include "supervised_sync.hpp"

namespace tool {

/// What a fetch or a sync says at its end on the standard error: a line for each message that failed, the
/// summary, and why the run ended early.
class run_report {
  public:
    run_report(const sync_end& of, const arguments& given);

    /// Counts a failure, and says it.
    void fail(const std::string& words);
    /// Says all. Returns the exit status. `also` is printed in place of the summary if it is not empty.
    exit_status conclude();

    const run_counts& counts() const noexcept { return counts_; }
    run_counts& counts() noexcept { return counts_; }
    /// Why the run ended early, in words that are safe for a terminal; empty if it did not.
    std::string failure_words() const;
    exit_status status() const;

  private:
    void say(const popline::message_outcome& one);
    void say_commits();

    const sync_end& end_;
    const arguments& given_;
    run_counts counts_;
    std::vector<popline::message_number> not_retrieved_;
};

}  // namespace tool
