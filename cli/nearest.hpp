// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tool {

/// How many letters must be inserted, removed, replaced or swapped with their neighbour to make one text of
/// the other.
std::size_t edit_distance(std::string_view one, std::string_view other);

/// The name that the user probably meant: one that begins with the text or that the text begins with, else
/// the one with the smallest edit distance. Empty if more than half of the letters differ.
std::string nearest(std::string_view text, const std::vector<std::string>& names);

}  // namespace tool
