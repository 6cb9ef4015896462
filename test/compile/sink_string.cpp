// SPDX-License-Identifier: BSL-1.0
// refused: a string or a path is no sink. append_to\(text\)
#include <popline.hpp>
#include <string>

boost::asio::awaitable<void> fetch(const popline::mail& one) {
    std::string text;
    co_await one.retrieve(text);  // a path in a string would receive the body
}
