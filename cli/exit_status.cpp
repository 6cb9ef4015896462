// SPDX-License-Identifier: BSL-1.0
#include "exit_status.hpp"

#include <popline/error.hpp>

namespace tool {

exit_status status_of(const std::exception_ptr& failure) {
    if (!failure) return exit_status::done;
    const auto code = popline::code_of(failure);
    if (code == popline::condition::wrong_credentials) return exit_status::wrong_credentials;
    if (code == popline::condition::try_later) return exit_status::try_later;
    return exit_status::failed;
}

exit_status status_of(const std::exception_ptr& failure, bool has_failed_messages) {
    if (!failure && has_failed_messages) return exit_status::failed;
    return status_of(failure);
}

}  // namespace tool
