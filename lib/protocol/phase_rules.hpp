// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/phase.hpp>
#include <string>
#include <string_view>

#include "protocol/verb.hpp"

namespace popline::protocol {

// The rules of the phases: which command is legal in which phase, and to which phase its success leads (RFC
// 1939 sections 4 to 6, RFC 2449 section 5, RFC 2595 section 4, RFC 5034 section 4, RFC 6856
// sections 2 and 3).

/// Whether a command may be submitted in this phase.
bool permitted(verb v, phase now) noexcept;

/// The name of the phase in RFC 1939.
std::string_view name(phase now) noexcept;

/// A text for a person: why the command is not permitted in this phase.
std::string why_not(verb v, phase now);

/// The phase of the session after `+OK` to this command.
phase after_success(verb v, phase now) noexcept;

}  // namespace popline::protocol
