// SPDX-License-Identifier: BSL-1.0
// accepted
#include <popline.hpp>

// A list in braces is a range, also with one mail in it.
void mark(popline::session& session, const popline::mail& one) {
    auto pending = session.remove({one});
    auto messages = session.retrieve({one});
    auto headers = session.top({one, one}, 5);
}
