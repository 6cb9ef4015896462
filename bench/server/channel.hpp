// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include "server/output.hpp"

namespace bench {

class maildrop;

/// The socket of a session, plain or with TLS. It never blocks.
class channel {
  public:
    enum class outcome { done, blocked, gone };

    virtual ~channel() = default;

    /// Returns the number of bytes read, 0 if there are none now, or -1 if the client closed the connection.
    virtual std::ptrdiff_t read(char* into, std::size_t size) = 0;
    /// Sends the replies that are due.
    virtual outcome write(output& from, clock::time_point now) = 0;

    /// Encrypts the replies to RETR 1, 2 and so on, after those that are still to be sent. Returns false if
    /// this channel does not encrypt ahead.
    virtual bool encrypt_ahead(const maildrop&, output&) { return false; }
    /// Whether replies that were encrypted ahead still wait for their commands. Until then no other reply can
    /// be sent.
    virtual bool is_ahead() const { return false; }
    /// Says that the command for the next of these replies came.
    virtual void release() {}
};

}  // namespace bench
