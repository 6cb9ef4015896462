// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>

namespace popline::values {

/// `errc::permanent_failure` of a command that names a message: equal to the plain one, and to
/// `condition::message_gone` too. That message cannot be had; the others can.
boost::system::error_code permanent_failure_of_message() noexcept;

}  // namespace popline::values
