// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include "server/output.hpp"

namespace bench {

class maildrop;

/// The socket of a session, as it is or with TLS on it. It never blocks.
class channel {
  public:
    enum class outcome { done, blocked, gone };

    virtual ~channel() = default;

    /// Octets read; 0 if there are none now, -1 if the client has gone.
    virtual std::ptrdiff_t read(char* into, std::size_t size) = 0;
    /// Sends what is due.
    virtual outcome write(output& from, clock::time_point now) = 0;

    /// Encrypts the replies to RETR 1, 2 and so on; false where nothing is encrypted. What is owed before
    /// them is taken along.
    virtual bool encrypt_ahead(const maildrop&, output&) { return false; }
    /// Whether replies that were encrypted ahead still wait for their commands: nothing else can be sent
    /// then.
    virtual bool is_ahead() const { return false; }
    /// The next of these replies was asked for.
    virtual void release() {}
};

}  // namespace bench
