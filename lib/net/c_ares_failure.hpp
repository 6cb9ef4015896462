// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>

namespace popline::net {

/// What a status of c-ares means, in the codes of the system's look-up.
boost::system::error_code c_ares_failure(int status) noexcept;

}  // namespace popline::net
