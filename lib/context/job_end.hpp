// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace popline::context {

/// How a job on another executor ended.
enum class job_end {
    has_run,
    executor_gone,  // the context of the executor was destroyed before it ran the job
    out_of_memory,  // the job could not be posted
};

}  // namespace popline::context
