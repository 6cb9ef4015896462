// SPDX-License-Identifier: BSL-1.0
// refused: a string or a path is no sink
#include <popline.hpp>

boost::asio::awaitable<void> fetch(const popline::mail& one) {
    co_await one.retrieve("/tmp/message.eml");
}
