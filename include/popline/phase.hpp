// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/export.hpp>

namespace popline {

/// The state of a session (RFC 1939 section 3).
enum class phase {
    disconnected,   ///< never connected, or moved from
    connecting,     ///< from the name look-up to the greeting, and during STLS
    authorization,  ///< the greeting has come, but no login has succeeded
    transaction,    ///< logged in; the maildrop is locked
    /// The server commits the deletions. `session::phase` never returns this: it returns `transaction` until
    /// the reply to QUIT has come, and then `closed`.
    update,
    closed,  ///< the session has ended, by either side
};

}  // namespace popline
