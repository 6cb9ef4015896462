// SPDX-License-Identifier: BSL-1.0
// refused: sink
#include <popline.hpp>

boost::asio::awaitable<void> fetch(const popline::mail& one) {
    co_await one.retrieve([](int) {});
}
