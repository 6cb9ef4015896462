// SPDX-License-Identifier: BSL-1.0
#include <fcntl.h>

#include <string>

#include "reopen.hpp"

namespace tool {

int reopen(int descriptor) {
    const auto name = "/proc/self/fd/" + std::to_string(descriptor);
    return ::open(name.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

}  // namespace tool
