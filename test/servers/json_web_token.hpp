// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ctime>
#include <string>

namespace popline::test {

/// An access token for this user, signed with the key that the Dovecot of the tests has.
std::string token_for(const std::string& user, std::time_t expires);

}  // namespace popline::test
