// SPDX-License-Identifier: BSL-1.0
// refused: trace_hook
#include <popline.hpp>

void trace(popline::server& where) {
    where = where.trace([](int) {});
}
