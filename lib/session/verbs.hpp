// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/session.hpp>

#include "net/connection.hpp"

namespace popline {

boost::asio::awaitable<void> open(std::shared_ptr<net::connection> connection, server target);

namespace verbs {

/// Parses the reply to STAT. Throws if the reply is malformed.
drop_listing read_drop_listing(const net::lease& held);
boost::asio::awaitable<std::vector<mail>> mails(std::shared_ptr<net::connection> connection);
boost::asio::awaitable<batch_result> remove(std::shared_ptr<net::connection> connection,
                                            std::vector<mail> mails);
boost::asio::awaitable<popline::capabilities> capabilities(std::shared_ptr<net::connection> connection);
boost::asio::awaitable<command_reply> command(std::shared_ptr<net::connection> connection, std::string text,
                                              reply_shape shape);

}  // namespace verbs

}  // namespace popline
