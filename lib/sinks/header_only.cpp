// SPDX-License-Identifier: BSL-1.0
#include <popline/header_only.hpp>

namespace popline {

maybe_awaitable header_only::operator()(std::string_view octets) {
    const auto header = octets.substr(0, octets_of_header(octets));
    if (header.empty()) return {};
    return into_.write(header);
}

std::size_t header_only::octets_of_header(std::string_view octets) noexcept {
    if (at_ == place::body) return 0;
    for (std::size_t at = 0; at < octets.size(); ++at) {
        const char octet = octets[at];
        const bool is_lf = octet == '\n';
        if (at_ == place::empty_line_ends && is_lf) {
            at_ = place::body;
            return at + 1;
        }
        if (at_ == place::line_ends && is_lf)
            at_ = place::line_begins;
        else if (octet == '\r')
            at_ = at_ == place::line_begins ? place::empty_line_ends : place::line_ends;
        else
            at_ = place::inside;
    }
    return octets.size();
}

}  // namespace popline
