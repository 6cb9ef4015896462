// SPDX-License-Identifier: BSL-1.0
// The URL of the tool: each text is an address, or is refused with a reason.
#include "../../cli/address.hpp"

#include <cctype>
#include <stdexcept>
#include <string>

#include "input.hpp"

namespace popline::test {

namespace {

std::string encoded(std::string_view text) {
    std::string made;
    for (const char octet : text) {
        constexpr char digits[] = "0123456789ABCDEF";
        const auto value = static_cast<unsigned char>(octet);
        made.append({'%', digits[value >> 4], digits[value & 15]});
    }
    return made;
}

/// An address whose host needs no escapes in a URL.
bool plain(const std::string& host) {
    for (const char octet : host)
        if (!std::isalnum(static_cast<unsigned char>(octet)) && octet != '.' && octet != '-') return false;
    return true;
}

}  // namespace

}  // namespace popline::test

int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    using namespace popline::test;
    const exact url(fuzz_input(octets, size).rest());
    tool::address read;
    try {
        read = tool::parse_address(url.text());
    } catch (const std::invalid_argument& why) {
        demand(std::string_view(why.what()).size() > 10, "a refusal is in words");
        return 0;
    }
    demand(!read.user.empty() && !read.host.empty(), "an address has a user and a host");
    demand(url.text().find("://") != std::string_view::npos, "an address has a scheme");
    if (!plain(read.host)) return 0;
    const std::string scheme = read.security == popline::security::stls ? "pop3" : "pop3s";
    auto again = scheme + "://" + encoded(read.user) + "@" + read.host;
    if (read.port != 0) again += ":" + std::to_string(read.port);
    const auto same = tool::parse_address(again);
    demand(same.user == read.user && same.host == read.host && same.port == read.port
               && same.security == read.security,
           "an address can be written as a URL again");
    return 0;
}
