// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/error.hpp>
#include <utility>

namespace popline {

/// Runs an operation that awaits several others. If a cancellation comes between two of these, Asio throws
/// an exception of its own, which is translated to an `error`. An exception of the caller's body is thrown
/// unchanged.
template <class T>
boost::asio::awaitable<T> translated(boost::asio::awaitable<T> operation) {
    try {
        co_return co_await std::move(operation);
    } catch (...) {
        detail::rethrow();
    }
}

}  // namespace popline
