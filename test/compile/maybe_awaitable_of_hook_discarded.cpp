// SPDX-License-Identifier: BSL-1.0
// refused: unused-result|unused-value|nodiscard
#include <popline.hpp>

void forget(const popline::message_hook& body, popline::message& one) {
    body(one);  // whether it is to be awaited was not asked
}
