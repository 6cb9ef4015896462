// SPDX-License-Identifier: BSL-1.0
#include "address.hpp"

#include <charconv>
#include <stdexcept>

namespace tool {

namespace {

[[noreturn]] void refuse(const std::string& why) {
    throw std::invalid_argument(why + ": a URL is pop3s://USER@HOST[:PORT] or pop3://USER@HOST[:PORT]");
}

template <class Number>
bool parse(std::string_view text, int base, Number& into) {
    const auto end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, into, base);
    return failure == std::errc() && stopped == end;
}

std::string decoded(std::string_view text) {
    std::string made;
    for (std::size_t at = 0; at < text.size(); ++at) {
        unsigned octet = static_cast<unsigned char>(text[at]);
        if (text[at] == '%') {
            if (at + 2 >= text.size() || !parse(text.substr(at + 1, 2), 16, octet))
                refuse("a % that no two hexadecimal digits follow");
            at += 2;
        }
        made.push_back(static_cast<char>(octet));
    }
    return made;
}

}  // namespace

address parse_address(std::string_view url) {
    address made;
    const auto scheme_ends = url.find("://");
    const auto scheme = url.substr(0, scheme_ends);
    if (scheme_ends == url.npos || (scheme != "pop3s" && scheme != "pop3"))
        refuse("no pop3s:// and no pop3://");
    if (scheme == "pop3") made.security = popline::security::stls;
    url.remove_prefix(scheme_ends + 3);
    if (url.ends_with('/')) url.remove_suffix(1);

    const auto at = url.rfind('@');
    if (at == url.npos || at == 0) refuse("no user");
    const auto user = url.substr(0, at);
    if (user.find(':') != user.npos)
        throw std::invalid_argument(
            "a password in a URL is seen by others on this machine: "
            "--password-file, POPLINE_PASSWORD, or wait to be asked");
    made.user = decoded(user);

    auto rest = url.substr(at + 1);
    if (rest.starts_with('[')) {  // an IPv6 address
        const auto end = rest.find(']');
        if (end == rest.npos) refuse("a [ without its ]");
        made.host = rest.substr(1, end - 1);
        rest.remove_prefix(end + 1);
    } else {
        made.host = decoded(rest.substr(0, rest.find(':')));
        rest.remove_prefix(std::min(rest.size(), rest.find(':')));
    }
    if (made.host.empty()) refuse("no host");
    if (rest.empty()) return made;
    if (rest.front() != ':') refuse("something behind the ]");
    rest.remove_prefix(1);
    if (!parse(rest, 10, made.port) || made.port == 0) refuse("no port between 1 and 65535");
    return made;
}

}  // namespace tool
