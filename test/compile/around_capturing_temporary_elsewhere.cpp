// SPDX-License-Identifier: BSL-1.0
// [R95]
// accepted
// compiler: clang++ only
#include <popline.hpp>
#include <string>

boost::asio::awaitable<void> fetch(const popline::mail& one, std::string folder) {
    co_await one.retrieve(popline::lines([folder](std::string_view) {}));
    co_await one.retrieve(popline::tee(popline::counting([folder](std::string_view) {}),
                                       popline::header_only([folder](std::string_view) {})));
}
