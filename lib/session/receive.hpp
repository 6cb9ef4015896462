// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/sink.hpp>

#include "net/connection.hpp"

namespace popline {

/// While this lives, what comes for the head is its owner's to read.
class attention {
  public:
    explicit attention(const net::lease& held) : held_(held) { held.line()->attend(*held); }
    attention(const attention&) = delete;
    attention& operator=(const attention&) = delete;
    ~attention() { held_.line()->leave(*held_); }

  private:
    const net::lease& held_;
};

/// Reads what is there up to the status line of a body, and asks again for a body that was displaced. False
/// if it must be waited for: `status_line`. Throws what ends it; a refusal is in the reply, which has ended
/// then.
bool take_status_line(const net::lease& held);
/// The same, and waits.
boost::asio::awaitable<void> status_line(const net::lease& held);

/// Hands the body to the sink, to its end. The status line has come. Throws a refusal, what the sink throws,
/// what ends it, and `errc::message_too_large`; then the rest of the body is thrown away. It is, too, behind
/// a sink that has enough; then the exchange is not `whole`.
boost::asio::awaitable<void> receive(net::lease held, sink into);

/// A whole body in memory.
boost::asio::awaitable<std::string> receive_text(net::lease held);

}  // namespace popline
