// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <popline/secret.hpp>
#include <string>
#include <string_view>

namespace tool {

/// What a netrc file says about a login.
struct netrc_login {
    std::string user;
    popline::secret password;  ///< empty if the file has none
};

/// Finds the login at a host in the text of a netrc file, as ftp(1) and curl(1) read it: `machine NAME` or
/// `default`, then `login`, `password` and `account`. A value may be in double quotes, with `\` before a
/// quote, a backslash, `n`, `r` or `t`. A `#` where a word is expected begins a comment. A `macdef` ends at
/// an empty line. The first entry counts that is of this host, in letters of any case, and of this user; an
/// empty user stands for any. An entry without a login is of each user. `default` counts for each host.
/// Nothing if there is no entry, or none that names a user if `user` is empty.
/// Throws `std::invalid_argument` with the number of the line, and with no word of the file, if the text is
/// no netrc file.
std::optional<netrc_login> find_in_netrc(std::string_view text, std::string_view host, std::string_view user);

}  // namespace tool
