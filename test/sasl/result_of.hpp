// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <popline/secret.hpp>
#include <string>
#include <utility>

namespace popline::test {

/// Runs an operation of a mechanism to its end, and returns its result or throws its exception.
template <class T>
T result_of(boost::asio::awaitable<T> operation) {
    boost::asio::io_context context;
    std::exception_ptr failure;
    std::optional<T> result;
    boost::asio::co_spawn(context, std::move(operation), [&](std::exception_ptr why, T made) {
        failure = why;
        result = std::move(made);
    });
    context.run();
    if (failure) std::rethrow_exception(failure);
    return *std::move(result);
}

/// A response in words of a test; `none` if there is none.
inline std::string text_of(boost::asio::awaitable<std::optional<secret>> operation) {
    const auto response = result_of(std::move(operation));
    return response ? std::string(response->reveal()) : "none";
}

}  // namespace popline::test
