// SPDX-License-Identifier: BSL-1.0
// refused: unused-result|unused-value|nodiscard
#include <popline.hpp>

void forget(popline::sink& into) {
    into.write("octets");  // whether it is to be awaited was not asked
}
