// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/secret.hpp>
#include <string>

namespace popline::sasl {

/// Replaces the server's words by `***` if they repeat what a login sent: the password or the response, in
/// any letter case, cut short, or in base64 anywhere in a longer text. A registered response code stays,
/// because it says what the refusal means.
void conceal(std::string& words, std::string_view password, const secret& response);

}  // namespace popline::sasl
