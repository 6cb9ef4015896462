// SPDX-License-Identifier: BSL-1.0
// refused: this_cannot_be_copied_pass_std_ref_of_it
#include <memory>
#include <popline.hpp>

void trace(popline::server& where) {
    auto keeps = [lines = std::make_unique<int>(0)](const popline::trace_event&) { ++*lines; };
    where = where.trace(keeps);
}
