// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/error.hpp>
#include <utility>

namespace popline {

/// Runs an operation made of several. A cancellation that comes between two of its awaits is thrown by Asio:
/// what leaves here is an `error`, or what the caller's own body threw.
template <class T>
boost::asio::awaitable<T> translated(boost::asio::awaitable<T> operation) {
    try {
        co_return co_await std::move(operation);
    } catch (...) {
        detail::rethrow();
    }
}

}  // namespace popline
