// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace popline::sinks {

/// What became of a job for another executor.
enum class job_end {
    has_run,
    executor_gone,  // the executor was destroyed before it ran the job
    out_of_memory,  // the job could not be posted
};

}  // namespace popline::sinks
