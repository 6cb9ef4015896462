// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <popline/sink.hpp>
#include <string>
#include <string_view>

#include "support/run.hpp"

namespace popline::test {

/// Passes a message to a sink as a retrieval does, in pieces of `piece` bytes. Returns how many bytes the
/// sink took before it had enough.
inline boost::asio::awaitable<std::size_t> give(sink& into, std::string message, std::size_t piece) {
    struct half {
        explicit half(sink& of) : abandoned(&of) {}
        ~half() {
            if (abandoned) abandoned->abandon();
        }
        sink* abandoned;
    } unless_whole(into);
    std::size_t taken = 0;
    while (taken < message.size() && !into.has_enough()) {
        const auto next = std::string_view(message).substr(taken, piece);
        taken += next.size();
        auto pending = into.write(next);
        if (pending) co_await *std::move(pending);
    }
    auto rest = into.flush();
    if (rest) co_await *std::move(rest);
    auto pending = into.commit();
    if (pending) co_await *std::move(pending);
    unless_whole.abandoned = nullptr;
    co_return taken;
}

/// Does the same in a context of its own, and returns when it is done.
inline std::size_t deliver(sink into, const std::string& message, std::size_t piece = SIZE_MAX) {
    boost::asio::io_context context;
    std::size_t taken = 0;
    auto body = [&]() -> boost::asio::awaitable<void> { taken = co_await give(into, message, piece); };
    run(context, body);
    return taken;
}

}  // namespace popline::test
