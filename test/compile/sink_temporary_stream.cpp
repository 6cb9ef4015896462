// SPDX-License-Identifier: BSL-1.0
// refused: a temporary stream is no sink, its errors would be lost
#include <fstream>
#include <popline.hpp>

boost::asio::awaitable<void> fetch(const popline::mail& one) {
    co_await one.retrieve(std::ofstream("/tmp/message.eml"));
}
