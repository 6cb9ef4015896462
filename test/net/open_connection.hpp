// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

#include "net/connection.hpp"
#include "net/seams.hpp"

namespace popline::test {

/// A connection to a scripted peer, without a session.
struct connection_to : stage {
    explicit connection_to(script play) : there(peer(std::move(play))) { there->gives_all = true; }

    /// How the opening ended; nothing if it has not.
    const std::optional<net::failure>& open(server to) {
        target = std::move(to);
        boost::asio::co_spawn(context, net::connection::open(connection, target),
                              [this](std::exception_ptr thrown, net::failure why) {
                                  if (thrown) std::rethrow_exception(thrown);
                                  ended = std::move(why);
                              });
        settle();
        return ended;
    }
    /// Opens the connection until the greeting has come.
    void open() {
        open(where());
        if (!ended || *ended) throw std::logic_error("the connection is not open");
    }
    net::lease submit(protocol::command what) {
        boost::system::error_code refused;
        auto held = connection->submit(std::move(what), refused);
        if (refused) throw std::logic_error("the command is refused");
        settle();
        return held;
    }

    std::shared_ptr<scripted_peer> there;
    std::shared_ptr<net::connection> connection = net::connection::make(context.get_executor());
    server target = where();
    std::optional<net::failure> ended;
};

}  // namespace popline::test
