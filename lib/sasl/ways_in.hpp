// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <popline/capabilities.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "sasl/mechanism.hpp"
#include "values/proof.hpp"

namespace popline::sasl {

/// What both sides say about a login.
struct offers {
    const capabilities* announced = nullptr;  ///< null: the server knows no CAPA
    std::string_view stamp;                   ///< of the greeting; empty: no APOP
    bool apop_alone = false;                  ///< the user asked for APOP
};

/// The mechanisms for this proof, in the order in which they are tried. All of them stand in this one list:
///   - APOP, and nothing else, if the user asked for it;
///   - PLAIN, if the server announces it;
///   - USER and PASS, whatever the server announces: RFC 1939 needs no announcement.
/// The proof and the stamp outlive them.
std::vector<std::unique_ptr<mechanism>> ways_in(const detail::proof& shown, const offers& known);

/// What of the proof no trace and no error may show.
const secret& secret_of(const detail::proof& shown) noexcept;

/// What makes the proof unfit for any login, in words; empty if nothing does. A line end or NUL would be read
/// as the end of a command.
std::string_view why_unfit(const detail::proof& shown) noexcept;

}  // namespace popline::sasl
