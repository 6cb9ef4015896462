// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/export.hpp>

namespace popline {

/// Where a session stands (RFC 1939 section 3).
enum class phase {
    disconnected,   ///< never connected, or moved from
    connecting,     ///< from the look-up to the greeting, or through STLS
    authorization,  ///< greeted, not logged in
    transaction,    ///< logged in; the maildrop is locked
    update,         ///< QUIT is on its way: the server commits the deletions
    closed,         ///< ended, by whichever side
};

}  // namespace popline
