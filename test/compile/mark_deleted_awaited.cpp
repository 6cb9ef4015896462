// SPDX-License-Identifier: BSL-1.0
// refused: await
#include <popline.hpp>

boost::asio::awaitable<void> fetch(popline::message& one) {
    co_await one.mark_deleted();  // plain; what is named `remove` is awaited
}
