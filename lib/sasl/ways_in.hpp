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

/// What the server and the user say about the ways to log in.
struct offers {
    const capabilities* announced = nullptr;  ///< null: the server knows no CAPA
    std::string_view stamp;                   ///< the stamp of the greeting; if empty, APOP is impossible
    bool apop_alone = false;                  ///< the user asked for APOP and nothing else
};

/// The mechanisms for this proof, in the order in which they are tried:
///   - only APOP, if the user asked for it;
///   - otherwise PLAIN, if the server announces it;
///   - then USER and PASS, even if the server does not announce them, since RFC 1939 does not require that.
/// The proof and the stamp must outlive the mechanisms.
std::vector<std::unique_ptr<mechanism>> ways_in(const detail::proof& shown, const offers& known);

/// The part of the proof that no trace and no error may show.
const secret& secret_of(const detail::proof& shown) noexcept;

/// Says why the proof cannot be used for any login; empty if it can. For example, a line end or NUL would be
/// read as the end of a command.
std::string_view why_unfit(const detail::proof& shown) noexcept;

}  // namespace popline::sasl
