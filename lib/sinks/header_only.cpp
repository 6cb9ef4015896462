// SPDX-License-Identifier: BSL-1.0
#include <popline/header_only.hpp>

namespace popline {

boost::asio::awaitable<void> header_only::operator()(std::string_view octets) {
    return into_.write(octets.substr(0, octets_of_header(octets)));
}

std::size_t header_only::octets_of_header(std::string_view octets) noexcept {
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
