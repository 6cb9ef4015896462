// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <map>
#include <popline/sync/collect.hpp>
#include <string>

#include "arguments.hpp"
#include "exit_status.hpp"
#include "progress_bar.hpp"
#include "ticker.hpp"

namespace tool {

/// What `popline watch` says on the standard error, and the progress bar of all its accounts.
class watch_report {
  public:
    watch_report(const boost::asio::any_io_executor& executor, const arguments& given);
    watch_report(const watch_report&) = delete;
    watch_report& operator=(const watch_report&) = delete;

    void hear(const popline::account& of, const popline::sync_progress& now);
    /// Says what became of one account.
    void hear_end(const popline::account& of, const popline::sync_result& result);
    /// Says the sum of a watch that had each account once. Returns the exit status.
    exit_status conclude(const popline::collect_counts& counts);

  private:
    void say_end(const std::string& name, const popline::sync_result& result);
    void draw();

    const arguments& given_;
    std::map<std::string, popline::sync_progress> at_work_;
    exit_status status_ = exit_status::done;
    progress_bar bar_;
    ticker drawing_;
};

}  // namespace tool
