// SPDX-License-Identifier: BSL-1.0
#include "session/leave.hpp"

#include "session/ask.hpp"

namespace popline {

namespace asio = boost::asio;
using protocol::shape;
using protocol::verb;

asio::awaitable<void> leave(std::shared_ptr<net::connection> connection) {
    auto what = protocol::build(verb::quit, shape::unawaited);
    if (connection && !connection->failed() && connection->has_deletions())
        throw as_error({errc::deletions_pending}, what);
    // A CAPA that is still queued after a login would cost a round trip.
    if (connection) connection->drop_detached_capabilities();
    const auto held = submit(connection, std::move(what));
    const auto why = co_await came(held);
    // If the server replied while QUIT was being written, the connection is still open.
    if (!why || connection->has_left(*held))
        connection->fail(net::with_detail({errc::session_closed}, {"QUIT was sent"}));
    if (why) throw as_error(why, held->what);
}

}  // namespace popline
