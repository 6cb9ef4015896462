// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace popline::sinks {

/// How the way of a job to another executor ended.
enum class job_end {
    has_run,
    executor_gone,  // which had not run it
    out_of_memory,  // it did not leave
};

}  // namespace popline::sinks
