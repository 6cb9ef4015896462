// SPDX-License-Identifier: BSL-1.0
#include "session/quit.hpp"

#include <boost/asio/error.hpp>
#include <popline/printable.hpp>

#include "session/ask.hpp"

namespace popline {

namespace asio = boost::asio;
using protocol::shape;
using protocol::verb;

namespace {

/// The error for a QUIT without a reply. If QUIT was not written, nothing was committed, and the error is
/// `why`. If it was written, even in part, the server may or may not have committed the deletions.
error unanswered(const net::lease& held, const net::failure& why) {
    if (!held.connection()->has_left(*held)) return as_error(why, held->what);
    const bool cancelled = why.code == asio::error::operation_aborted;
    net::failure unconfirmed{cancelled ? cancelled_commit() : errc::commit_unconfirmed, why.words, why.detail,
                             why.cause};
    if (!unconfirmed.cause) unconfirmed.cause = why.code;
    return as_error(unconfirmed, held->what);
}

batch_result result_of(const net::connection& connection) {
    batch_result made{connection.state().marked(), {}};
    for (const auto& [number, words] : connection.state().refused_deletions())
        made.failed.push_back(
            {number, outcome::refused, refusal_code(verb::dele, number, words), printable(words)});
    return made;
}

}  // namespace

asio::awaitable<batch_result> quit(std::shared_ptr<net::connection> connection) {
    // A CAPA that is still queued after a login would cost a round trip.
    if (connection) connection->drop_detached_capabilities();
    const auto held = submit(connection, protocol::build(verb::quit, shape::status));
    const auto why = co_await came(held);
    if (why) {
        // A QUIT that was written ends the session, even if it was cancelled before its reply came.
        if (connection->has_left(*held))
            connection->fail(net::with_detail({errc::session_closed}, {"QUIT was cancelled"}));
        throw unanswered(held, why);
    }
    auto made = result_of(*connection);
    connection->fail(net::with_detail({errc::session_closed}, {"QUIT was answered"}));
    if (held->reply.result != protocol::sign::ok) throw refused_error(*held, connection->limits());
    co_return made;
}

}  // namespace popline
