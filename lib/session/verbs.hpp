// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <popline/session.hpp>

#include "net/connection.hpp"

namespace popline {

/// Connects. If there is a socket of the user, connects through it.
boost::asio::awaitable<void> open(std::shared_ptr<net::connection> connection, server target,
                                  std::optional<connected_socket> through = std::nullopt);

namespace verbs {

/// Parses the reply to STAT. Throws if the reply is malformed.
drop_listing read_drop_listing(const net::lease& held);
boost::asio::awaitable<std::vector<mail>> mails(std::shared_ptr<net::connection> connection);
/// The mails in complete replies to LIST and UIDL, of which LIST was accepted. Throws if no line of LIST is
/// usable.
std::vector<mail> mails_in(const std::shared_ptr<net::connection>& connection, const net::lease& list,
                           const net::lease& uidl);
boost::asio::awaitable<batch_result> remove(std::shared_ptr<net::connection> connection,
                                            std::vector<mail> mails);
boost::asio::awaitable<popline::capabilities> capabilities(std::shared_ptr<net::connection> connection);
boost::asio::awaitable<command_reply> command(std::shared_ptr<net::connection> connection, std::string text,
                                              reply_shape shape);

}  // namespace verbs

}  // namespace popline
