// SPDX-License-Identifier: BSL-1.0
// refused: this_hook_is_not_awaited_and_must_not_return_an_awaitable
#include <popline.hpp>

void trace(popline::server& where) {
    where = where.trace([](const popline::trace_event&) -> boost::asio::awaitable<void> { co_return; });
}
