// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>

namespace popline::values {

/// `errc::permanent_failure` of a command that names a message. It equals the plain one, and
/// `condition::message_gone` too: that message is not available, others may be.
boost::system::error_code permanent_failure_of_message() noexcept;

}  // namespace popline::values
