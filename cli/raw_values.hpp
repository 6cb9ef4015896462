// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "protection.hpp"
#include "secret_source.hpp"

namespace tool {

/// The values that `parse` interprets after the whole command line is read.
struct raw_values {
    std::string url;
    std::string help_topic;
    protection tls;
    std::string pipelining = "auto";
    std::string target;
    std::string ledger;
    std::string from;
    std::string delete_after;
    std::string every;
    std::string mechanism;
    std::vector<secret_source> secrets;  ///< each that an option names
    double timeout_seconds = 0;
    bool is_apop = false;
    bool is_quiet = false;
    bool is_verbose = false;
    bool hides_progress = false;
};

}  // namespace tool
