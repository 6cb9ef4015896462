// SPDX-License-Identifier: BSL-1.0
#include <popline/credentials.hpp>

namespace popline {

credentials credentials::send_in_clear() const {
    auto made = *this;
    made.in_clear_ = true;
    return made;
}

credentials credentials::apop(bool wanted) const {
    auto made = *this;
    made.apop_ = wanted;
    return made;
}

}  // namespace popline
