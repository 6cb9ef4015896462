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
    update,         ///< QUIT was sent: the server commits the deletions
    closed,         ///< the session has ended, by either side
};

}  // namespace popline
