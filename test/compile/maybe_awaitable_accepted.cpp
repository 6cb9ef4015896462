// SPDX-License-Identifier: BSL-1.0
// accepted
#include <popline.hpp>

// A sink of the user's that passes on to another one.
boost::asio::awaitable<void> pass_on(popline::sink& into, std::string_view octets) {
    auto pending = into.write(octets);
    if (pending) co_await *std::move(pending);
    auto committed = into.commit();
    if (committed) co_await *std::move(committed);
}

boost::asio::awaitable<void> call(const popline::message_hook& body, popline::message& one) {
    auto pending = body(one);
    if (pending) co_await *std::move(pending);
}
