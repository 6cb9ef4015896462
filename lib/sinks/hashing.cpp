// SPDX-License-Identifier: BSL-1.0
#include <popline/hashing.hpp>

namespace popline {

maybe_awaitable hashing::operator()(std::string_view octets) {
    if (std::exchange(stale_, false)) of_.finish();
    of_.update(octets);
    return into_.write(octets);
}

maybe_awaitable hashing::commit() {
    if (std::exchange(stale_, false)) of_.finish();
    *digest_ = of_.finish();
    return around::commit();
}

void hashing::abandon() noexcept {
    stale_ = true;
    around::abandon();
}

}  // namespace popline
