// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>

namespace popline::net {

/// Runs a function in a new thread that nobody joins. The thread blocks all signals, so that a signal of the
/// process goes to a thread of the user. Throws `std::system_error` and `std::bad_alloc`.
void start_detached_thread(std::function<void()> run);

}  // namespace popline::net
