// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <popline/export.hpp>
#include <popline/login_facts.hpp>
#include <string>
#include <string_view>

namespace popline {

/// What is known about a server and does not follow from its capabilities. `sync` keeps it in the facts of
/// the ledger, and uses it in the next run.
struct quirks {
    bool breaks_pipelining = false;  ///< commands in flight ended in a breach of the protocol, or in nothing
    bool refuses_capa = false;       ///< the server does not know CAPA
    bool ends_at_capa = false;       ///< the server ends each session at CAPA, as two runs have found
    bool refuses_uidl = false;
    /// LIST names other sizes for the same message, as three messages of one run showed. Then a known
    /// unique-id is enough for a known message, and a unique-id that is used again for other mail is not
    /// noticed.
    bool lists_wrong_sizes = false;
    /// A login by XOAUTH2 succeeded only with the token in the line of AUTH. Then `sync` sends it there,
    /// unless the credentials say when: see `credentials::respond_first`.
    bool xoauth2_in_one_step = false;
    /// Whether the server obeys LIST and UIDL that are sent together with AUTH. It is found out only if the
    /// user has chosen `server::eager`.
    finding takes_eager = finding::unknown;
    std::uint32_t cuts_after = 0;  ///< the server ends sessions after about this many messages; 0: no

    friend bool operator==(const quirks&, const quirks&) = default;
};

/// Writes the quirks as words that a person can read, one `name` or `name=number` for each that is set, with
/// a blank between them. Empty if none is set.
POPLINE_EXPORT std::string to_string(const quirks& known);

/// Reads what `to_string` wrote. Words that are not known are ignored, so that an older program can read
/// what a newer one wrote.
POPLINE_EXPORT quirks quirks_from(std::string_view text);

}  // namespace popline
