// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>

namespace popline::values {

/// `errc::permanent_failure` for a command that names a message. The code equals `errc::permanent_failure`
/// and also `condition::message_gone`: this message is not available, but others may be.
boost::system::error_code permanent_failure_of_message() noexcept;

}  // namespace popline::values
