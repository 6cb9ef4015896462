// SPDX-License-Identifier: BSL-1.0
#include <popline/select.hpp>

namespace popline {

std::vector<mail> select(const std::vector<mail>& from, hook<bool(std::string_view)> wanted) {
    std::vector<mail> made;
    for (const auto& one : from)
        if (one.has_unique_id() && wanted(one.unique_id())) made.push_back(one);
    return made;
}

}  // namespace popline
