// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace tool {

/// The values that `parse` interprets after the whole command line is read.
struct raw_values {
    std::string url;
    std::string help_topic;
    std::string authorities;
    std::string pipelining = "auto";
    std::string target;
    std::string ledger;
    std::string from;
    std::string delete_after;
    std::string every;
    double timeout_seconds = 0;
    bool is_quiet = false;
    bool is_verbose = false;
    bool hides_progress = false;
};

}  // namespace tool
