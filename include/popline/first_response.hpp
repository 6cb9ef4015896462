// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/export.hpp>

namespace popline {

/// When the first response of a mechanism is sent.
enum class first_response {
    with_auth,   ///< in the line of AUTH, unless that is then too long (RFC 5034 section 4)
    when_asked,  ///< after the server has asked for it by a challenge
};

}  // namespace popline
