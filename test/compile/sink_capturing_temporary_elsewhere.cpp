// SPDX-License-Identifier: BSL-1.0
// [R95]
// accepted
// compiler: clang++ only
#include <popline.hpp>
#include <string>

boost::asio::awaitable<void> fetch(const popline::mail& one, std::string folder) {
    co_await one.retrieve([folder](std::string_view) {});
}
