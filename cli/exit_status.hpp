// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <exception>

namespace tool {

/// How the program ends. The numbers are documented in the man page, and stay.
enum class exit_status {
    done = 0,
    failed = 1,  ///< some messages failed, or the run failed in a way that none of the others names
    usage = 2,
    wrong_credentials = 3,
    try_later = 4,  ///< the same may work later: the server was busy, unreachable or too slow
};

/// The status of a run that ended with this failure.
exit_status status_of(const std::exception_ptr& failure);

/// The worse of the two ends: a cause that concerns the whole run hides that some messages failed.
exit_status status_of(const std::exception_ptr& failure, bool has_failed_messages);

}  // namespace tool
