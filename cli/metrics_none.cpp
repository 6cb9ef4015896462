// SPDX-License-Identifier: BSL-1.0
#include <stdexcept>

#include "metrics.hpp"

namespace tool {

struct metrics::state {};

metrics::metrics(const std::string&) {
    throw std::runtime_error(
        "--metrics needs prometheus-cpp, and this popline was built without it (-Dmetrics=disabled)");
}
metrics::~metrics() = default;
void metrics::hear(const popline::account&, const popline::sync_progress&, const popline::collect_counts&) {}
void metrics::hear_end(const popline::account&, const popline::sync_result&, const popline::collect_counts&) {
}

}  // namespace tool
