// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <popline/credentials.hpp>
#include <popline/mail.hpp>
#include <vector>

#include "net/connection.hpp"

namespace popline {

/// LIST and UIDL that leave in the same write as the AUTH of a login: see `server::eager`. The operation that
/// logs in and lists owns it.
class eager_listing {
  public:
    /// Whether LIST and UIDL may be sent with the next AUTH: once per login, and only if the server allows
    /// several commands in flight.
    bool may_be_sent(net::connection& by) const noexcept;
    /// Submits both. Requires that AUTH, as `barrier::leads`, was submitted just before.
    void send(net::connection& by);
    /// Whether both were sent, and the replies were not discarded.
    bool is_due() const noexcept { return static_cast<bool>(list_); }

    /// Call this after the login was refused. Waits until both replies have come, and discards them, so that
    /// the next command is answered in its turn. The result says why they did not come.
    boost::asio::awaitable<net::failure> discard(net::connection& by);
    /// Call this after the login was accepted. Completes with the mails. If the server refused one of the
    /// commands, asks for both again.
    boost::asio::awaitable<std::vector<mail>> take(std::shared_ptr<net::connection> by);

  private:
    boost::asio::awaitable<net::failure> came(net::connection& by);

    bool was_sent_ = false;
    net::lease list_;
    net::lease uidl_;
};

/// Logs in, and lists the maildrop. If `server::eager` allows it, both take one round trip.
boost::asio::awaitable<std::vector<mail>> log_in_and_list(std::shared_ptr<net::connection> connection,
                                                          credentials who);

}  // namespace popline
