// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "scene.hpp"

namespace popline::test {

/// The most commands that were ever unanswered at once.
std::size_t most_unanswered(const scene& played, const record& seen);

/// The first rule that the record breaks; null if it keeps all of them. Each rule stands alone, and
/// does not depend on how the pipeline is implemented.
const char* broken_rule(const scene& played, const record& seen);

}  // namespace popline::test
