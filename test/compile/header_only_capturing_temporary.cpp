// SPDX-License-Identifier: BSL-1.0
// [R95]
// refused: g\+\+ 12 destroys a temporary closure inside a co_await expression twice. Give the closure a name
// compiler: g++-12 only
#include <popline.hpp>
#include <string>

boost::asio::awaitable<void> fetch(const popline::mail& one, std::string folder) {
    co_await one.retrieve(popline::header_only([folder](std::string_view) {}));
}
