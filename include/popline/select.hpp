// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/hook.hpp>
#include <popline/mail.hpp>
#include <string_view>
#include <vector>

namespace popline {

/// Returns the mails whose unique-id is wanted, in their order. A mail without an id is left out.
/// Throws errc::no_unique_id if there are mails and none of them has an id; the error contains the refusal
/// of UIDL if there was one. An empty result would wrongly say that nothing is new.
POPLINE_EXPORT std::vector<mail> select(const std::vector<mail>& from, hook<bool(std::string_view)> wanted);

}  // namespace popline
