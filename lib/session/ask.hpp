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

// Failures become exceptions in this file: the layers below return error codes, the layers above throw
// `error`.

/// The exception for a failure of this command.
error as_error(const net::failure& why, const protocol::command& of);
/// The exception for a failure of a step that has no command of its own, such as PASS after USER.
error as_error(const net::failure& why, protocol::verb step);
/// The error code for a refusal. It follows from the command and the server's words.
boost::system::error_code refusal_code(protocol::verb step, message_number number, std::string_view words);
/// The exception for a reply that is `-ERR` or malformed.
error refused_error(const net::exchange& one, const limits& within);
error refused_error(const net::exchange& one, const limits& within, protocol::verb step);
error malformed_error(const net::exchange& one, const limits& within);

/// Throws `errc::not_connected` if the session never connected.
void insist_on_connection(const net::connection* connection, std::string_view verb = {});

/// Submits a command. Throws if the command is not legal in this phase, if one of its arguments is not
/// legal, if too many commands are queued, or if the session has ended.
net::lease submit(const std::shared_ptr<net::connection>& connection, protocol::command&& what);

/// Submits a command and waits until its reply is complete. Throws if the wait ends before that, or on
/// `-ERR`.
boost::asio::awaitable<net::lease> ask(std::shared_ptr<net::connection> connection, protocol::command what);

/// How much of a reply a coroutine waits for.
enum class reply_part {
    status,  ///< the next status line of a multi-step command
    whole,
};
/// Waits for this part of the reply. The result says why the wait ended without it; no failure if it came.
boost::asio::awaitable<net::failure> came(const net::lease& held, reply_part part = reply_part::whole);

/// Waits until the reply is complete. Throws if the wait ends before that, but not on `-ERR`.
boost::asio::awaitable<void> ended(const net::lease& held);

/// Throws if the reply is `-ERR`, or if it is a list that exceeds a limit.
void accept(const net::lease& held);

/// Throws the current exception again, on behalf of an operation of this verb. After a cancellation, the
/// next `co_await` throws an exception of Asio, which is translated to an `error`. Other exceptions, such as
/// those of a sink, are thrown unchanged.
[[noreturn]] void rethrow_translated(protocol::verb of = protocol::verb::other, message_number number = 0);

/// A coroutine that uses a session must run on the executor of the session. `connect` always checks that.
/// All other operations check it only in builds with assertions, because the check takes a tenth of the time
/// of handing out a message.
#ifdef NDEBUG
inline constexpr bool insists_on_executor = false;
#else
inline constexpr bool insists_on_executor = true;
#endif
inline void insist_on_executor([[maybe_unused]] const boost::asio::any_io_executor& here,
                               [[maybe_unused]] const net::connection* connection) {
    assert((!connection || is_same_executor(here, connection->executor()))
           && "popline: a session is used from its own executor only");
}

/// Runs an operation that does not translate its exceptions itself, and translates them. This needs one more
/// coroutine.
template <class T>
boost::asio::awaitable<T> translate_errors(std::shared_ptr<net::connection> connection, protocol::verb of,
                                           message_number number, boost::asio::awaitable<T> operation) {
    try {
        if constexpr (insists_on_executor)
            insist_on_executor(co_await boost::asio::this_coro::executor, connection.get());
        co_return co_await std::move(operation);
    } catch (...) {
        rethrow_translated(of, number);
    }
}

/// Runs an operation that is one command. `read` makes the result from the reply. It is a single coroutine,
/// so that Asio can reuse the memory of the previous call.
template <class T>
boost::asio::awaitable<T> ask_translated(std::shared_ptr<net::connection> connection, protocol::command what,
                                         T (*read)(const net::lease&)) {
    const auto of = what.name;
    const auto number = what.number;
    try {
        if constexpr (insists_on_executor)
            insist_on_executor(co_await boost::asio::this_coro::executor, connection.get());
        const auto held = submit(connection, std::move(what));
        // Not `co_await ended(held)`: Asio keeps the memory of two coroutines, and a third one would
        // allocate.
        while (!held->ended) {
            co_await held.connection()->wait(*held);
            const auto why = held.connection()->verdict(*held);
            if (why) throw as_error(why, held->what);
        }
        accept(held);
        co_return read(held);
    } catch (...) {
        rethrow_translated(of, number);
    }
}
inline void read_nothing(const net::lease&) {}

}  // namespace popline
