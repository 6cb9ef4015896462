// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/hook.hpp>
#include <popline/mail.hpp>
#include <string_view>
#include <vector>

namespace popline {

/// Those mails whose unique-id is wanted, in their order; one without an id is not.
POPLINE_EXPORT std::vector<mail> select(const std::vector<mail>& from, hook<bool(std::string_view)> wanted);

}  // namespace popline
