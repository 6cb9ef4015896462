// SPDX-License-Identifier: BSL-1.0
#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "reopen.hpp"

namespace tool {

/// POSIX knows the name of a terminal, and no name of a pipe.
int reopen(int descriptor) {
    std::array<char, 256> name;
    if (::ttyname_r(descriptor, name.data(), name.size()) != 0) return -1;
    return ::open(name.data(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

}  // namespace tool
