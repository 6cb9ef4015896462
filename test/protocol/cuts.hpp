// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>
#include <vector>

namespace popline::test {

using pieces = std::vector<std::string_view>;

inline pieces octet_by_octet(std::string_view octets) {
    pieces cut;
    for (std::size_t at = 0; at < octets.size(); ++at)
        cut.push_back(octets.substr(at, 1));
    return cut;
}

/// Calls `run` with the octets whole, octet by octet, and cut in two at every place.
template <class Run>
void for_each_cut(std::string_view octets, Run run) {
    run(pieces{octets});
    run(octet_by_octet(octets));
    for (std::size_t at = 1; at < octets.size(); ++at)
        run(pieces{octets.substr(0, at), octets.substr(at)});
}

}  // namespace popline::test
