// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>
#include <cassert>
#include <popline/error.hpp>
#include <string_view>

#include "net/connection.hpp"
#include "session/executor_rules.hpp"

namespace popline {

// Where what failed below becomes an exception: error codes under this line, `error` above it.

/// The exception for a failure of this command.
error as_error(const net::failure& why, const protocol::command& of);
/// The same for a step that is not a command of its own, such as PASS in the exchange that USER began.
error as_error(const net::failure& why, protocol::verb step);
/// The exception for a reply that was `-ERR`, or that reads badly.
error refused_error(const net::exchange& one, const limits& within);
error refused_error(const net::exchange& one, const limits& within, protocol::verb step);
error malformed_error(const net::exchange& one, const limits& within);

/// Throws `errc::not_connected` if the session never connected.
void insist_on_connection(const net::connection* line, std::string_view verb = {});

/// Submits a command. Throws if it is not legal in this phase, cannot be written, or the session has ended.
net::lease submit(const std::shared_ptr<net::connection>& line, protocol::command&& what);

/// Submits a command and waits until its reply is whole. Throws what ends it, and a refusal.
boost::asio::awaitable<net::lease> ask(std::shared_ptr<net::connection> line, protocol::command what);

/// Waits until the reply is whole, whatever it is. Throws what ends it, but no refusal.
boost::asio::awaitable<void> ended(const net::lease& held);

/// Throws what disturbed the wait for a reply; nothing if the reply had ended all the same.
void give_reason(const net::lease& held);

/// Throws if the reply was a refusal or a list that the limits did not let through.
void accept(const net::lease& held);

/// Throws again what was caught in an operation of this verb. Asio throws an exception of its own out of the
/// next `co_await` after a cancellation; at the face it is ours. What else a sink throws is its own, and
/// passes through.
[[noreturn]] void rethrow_translated(protocol::verb of = protocol::verb::other, message_number number = 0);

/// A coroutine that uses a session runs on its executor. `connect` checks that always; all others in builds
/// with assertions only: to ask a coroutine for its executor is a tenth of what handing out a message costs.
#ifdef NDEBUG
inline constexpr bool insists_on_executor = false;
#else
inline constexpr bool insists_on_executor = true;
#endif
inline void insist_on_executor([[maybe_unused]] const boost::asio::any_io_executor& here,
                               [[maybe_unused]] const net::connection* line) {
    assert((!line || is_same_executor(here, line->executor()))
           && "popline: a session is used from its own executor only");
}

/// For operations that are not worth a handler of their own; it costs a coroutine.
template <class T>
boost::asio::awaitable<T> translate_errors(std::shared_ptr<net::connection> line, protocol::verb of,
                                           message_number number, boost::asio::awaitable<T> operation) {
    try {
        if constexpr (insists_on_executor)
            insist_on_executor(co_await boost::asio::this_coro::executor, line.get());
        co_return co_await std::move(operation);
    } catch (...) {
        rethrow_translated(of, number);
    }
}

/// An operation that is one command: `read` says what its reply means. One coroutine, so that Asio has the
/// memory for it at hand from the call before.
template <class T>
boost::asio::awaitable<T> ask_translated(std::shared_ptr<net::connection> line, protocol::command what,
                                         T (*read)(const net::lease&)) {
    const auto of = what.name;
    const auto number = what.number;
    try {
        if constexpr (insists_on_executor)
            insist_on_executor(co_await boost::asio::this_coro::executor, line.get());
        const auto held = submit(line, std::move(what));
        while (!held->ended) {
            co_await held.line()->wait(*held);
            give_reason(held);
        }
        accept(held);
        co_return read(held);
    } catch (...) {
        rethrow_translated(of, number);
    }
}
inline void read_nothing(const net::lease&) {}

}  // namespace popline
