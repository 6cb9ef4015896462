// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace tool {

/// Where the password or the token of a login comes from.
struct secret_source {
    enum class kind {
        usual,          ///< POPLINE_PASSWORD, otherwise a line that the user types
        file,           ///< the first line of a file; `-` is the standard input
        command,        ///< the first line that a line of the shell prints
        environment,    ///< a variable of the environment
        netrc,          ///< a netrc file; an empty path is `.netrc` in the folder of the user
        token_command,  ///< an OAuth token: the first line that a line of the shell prints
    };
    kind what = kind::usual;
    std::string place;
};

}  // namespace tool
