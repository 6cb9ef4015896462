// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "netrc.hpp"

namespace tool {

/// Reads the login at a host from a netrc file; an empty path is `.netrc` in the folder of the user. If
/// `user` is empty, the file names the user. Throws `std::runtime_error` with a text for the user if there is
/// no login with a password, if the file cannot be read, or if other users can read or change it.
netrc_login login_in_netrc(const std::string& path, std::string_view host, std::string_view user);

}  // namespace tool
