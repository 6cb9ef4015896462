// SPDX-License-Identifier: BSL-1.0
#include <popline/mechanism.hpp>

namespace popline {

mechanism::~mechanism() = default;

bool mechanism::tries_again(const error&) noexcept {
    return false;
}

std::string mechanism::remark() const {
    return {};
}

}  // namespace popline
