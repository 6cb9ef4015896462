// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/sync/sync.hpp>
#include <string>

#include "run_report.hpp"

namespace tool {

/// The result of a sync as one JSON object, in ASCII.
std::string sync_json(const popline::sync_result& of, const run_report& report, const std::string& account);

}  // namespace tool
