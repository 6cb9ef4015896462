// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <popline/export.hpp>
#include <string>
#include <string_view>

namespace popline {

/// What was learnt about a server and does not follow from its capabilities. `sync` learns it, keeps it in
/// the ledger, and uses it in the next run.
struct quirks {
    bool refuses_capa = false;       ///< CAPA was refused, or ended the session
    bool breaks_pipelining = false;  ///< commands in flight ended in a breach of the protocol
    bool refuses_stat = false;
    bool refuses_uidl = false;
    bool lists_wrong_sizes = false;  ///< LIST often names a size that the message does not have
    std::uint32_t cuts_after = 0;    ///< the server ends sessions after about this many messages; 0: no

    friend bool operator==(const quirks&, const quirks&) = default;
};

/// Writes the quirks as words that a person can read, one `name` or `name=number` for each that is set, with
/// a blank between them. Empty if none is set.
POPLINE_EXPORT std::string to_string(const quirks& known);

/// Reads what `to_string` wrote. Words that are not known are ignored, so that an older program can read
/// what a newer one wrote.
POPLINE_EXPORT quirks quirks_from(std::string_view text);

}  // namespace popline
