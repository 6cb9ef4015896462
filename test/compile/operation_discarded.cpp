// SPDX-License-Identifier: BSL-1.0
// refused: unused-result|unused-value|nodiscard
#include <popline.hpp>

void forget(popline::session& session) {
    session.quit();  // commits nothing: it was not awaited
}
