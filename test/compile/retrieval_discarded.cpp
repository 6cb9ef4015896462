// SPDX-License-Identifier: BSL-1.0
// refused: unused-result|unused-value|nodiscard
#include <popline.hpp>

void forget(popline::session& session, std::vector<popline::mail> inbox) {
    session.retrieve(inbox);  // sends nothing, and does nothing
}
