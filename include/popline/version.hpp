// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/export.hpp>
#include <string_view>

namespace popline {

/// The version of the library that is linked, such as `0.1.0`.
POPLINE_EXPORT std::string_view version() noexcept;

}  // namespace popline
