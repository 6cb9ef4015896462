// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/error.hpp>

#include "net/connection.hpp"

namespace popline {

// Where what failed below becomes an exception: error codes under this line, `error` above it.

/// The exception for a failure of this command.
error as_error(const net::failure& why, const protocol::command& of);
/// The exception for a reply that was `-ERR`, or that reads badly.
error refused_error(const net::exchange& one, const limits& within);
error malformed_error(const net::exchange& one, const limits& within);

/// Submits a command. Throws if it is not legal in this phase, cannot be written, or the session has ended.
net::lease submit(const std::shared_ptr<net::connection>& line, protocol::command&& what);

/// Submits a command and waits until its reply is whole. Throws what ends it, and a refusal.
boost::asio::awaitable<net::lease> ask(std::shared_ptr<net::connection> line, protocol::command what);

/// Waits until the reply is whole, whatever it is. Throws what ends it, but no refusal.
boost::asio::awaitable<void> ended(const net::lease& held);

/// Throws if the reply was a refusal or a list that the limits did not let through.
void accept(const net::lease& held);

/// Throws again what was caught. Asio throws an exception of its own out of the next `co_await` behind a
/// cancellation; at the face it is ours. What else a sink throws is its own, and passes through.
[[noreturn]] void rethrow_at_the_face();

/// For operations that are not worth a handler of their own; it costs a coroutine.
template <class T>
boost::asio::awaitable<T> at_the_face(boost::asio::awaitable<T> operation) {
    try {
        co_return co_await std::move(operation);
    } catch (...) {
        rethrow_at_the_face();
    }
}

}  // namespace popline
