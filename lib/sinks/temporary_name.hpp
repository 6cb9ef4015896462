// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace popline::sinks {

/// `.popline-` and 32 random digits: short, whatever the file's own name is, and used by no other file. Empty
/// if there are no random octets.
std::string make_temporary_name();
/// Whether a name looks like one of these.
bool is_temporary_name(std::string_view name) noexcept;

}  // namespace popline::sinks
