// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <popline/sync/sync.hpp>

#include "arguments.hpp"

namespace tool {

/// What a sync of the tool works with.
struct sync_task {
    popline::account of;
    popline::ledger& book;
    popline::delivery& to;
    popline::sync_policy how;
};

struct sync_end {
    popline::sync_result result;
    bool was_interrupted = false;
};

/// Runs a sync to its end, in this thread. Draws the progress bar, and says each step with `--verbose`.
///
/// A signal cancels the sync, and calls `on_signal`. If the sync has not ended after a second, such as on a
/// disk that hangs, the process ends with status 1 as if it was killed: no message is lost by that.
/// Throws what `sync` throws.
sync_end supervise(
    boost::asio::io_context& context, sync_task what, const arguments& given,
    const std::function<void()>& on_signal = [] {});

/// What became of the deletions of a run that a signal ended, such as `interrupted; nothing was deleted from
/// the server`.
std::string interruption_text(const popline::sync_result& of);

}  // namespace tool
