// SPDX-License-Identifier: BSL-1.0
#include "address.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
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

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_letters(std::string_view one, std::string_view other) noexcept {
    return std::ranges::equal(one, other, {}, lower, lower);
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

popline::security take_scheme(std::string_view& url) {
    const auto end = url.find("://");
    const auto scheme = url.substr(0, end);
    const bool from_the_start = same_letters(scheme, "pop3s");
    if (end == url.npos || (!from_the_start && !same_letters(scheme, "pop3")))
        refuse("no pop3s:// and no pop3://");
    url.remove_prefix(end + 3);
    return from_the_start ? popline::security::implicit_tls : popline::security::stls;
}

/// What stands before a path, a query or a fragment, of which a maildrop has none (RFC 2384); a lone `/` at
/// the end is let through.
std::string_view take_authority(std::string_view url) {
    if (url.ends_with('/')) url.remove_suffix(1);
    const auto end = url.find_first_of("/?#");
    if (end == url.npos) return url;
    if (url.find('@', end) != url.npos)
        refuse("a / or ? or # before the host (in a user name they are %2F, %3F and %23)");
    refuse("a path or a query after the host");
}

login_way parse_login(std::string_view mechanism) {
    if (mechanism == "*") return login_way::any;
    if (same_letters(mechanism, "PLAIN")) return login_way::plain;
    if (same_letters(mechanism, "+APOP")) return login_way::apop;
    throw std::invalid_argument(";AUTH= in the URL is *, PLAIN or +APOP");
}

void parse_user(std::string_view text, address& into) {
    constexpr std::string_view parameter = ";AUTH=";
    const auto begins = std::ranges::search(text, parameter, {}, lower, lower).begin() - text.begin();
    const auto at = static_cast<std::size_t>(begins);
    const auto user = text.substr(0, at);
    if (text.find(':') != text.npos)
        throw std::invalid_argument(
            "a password in a URL is seen by others on this machine: "
            "--password-file, POPLINE_PASSWORD, or wait to be asked");
    if (user.empty()) refuse("no user");
    into.user = decoded(user);
    if (at < text.size()) into.login = parse_login(decoded(text.substr(at + parameter.size())));
}

/// What stood between the brackets.
std::string address_of(std::string_view text) {
    const auto zone = text.find('%');
    auto made = std::string(text.substr(0, zone));
    boost::system::error_code no_address;
    boost::asio::ip::make_address_v6(made, no_address);
    if (no_address) refuse("no IPv6 address between [ and ]");
    if (zone == text.npos) return made;
    auto name = text.substr(zone + 1);
    const bool escaped = name.starts_with("25");
    if (escaped) name.remove_prefix(2);
    const auto plain = escaped ? decoded(name) : std::string(name);
    if (plain.empty()) refuse("no zone after the %");
    return made + '%' + plain;
}

bool stands_in_a_name(char c) noexcept {
    const bool letter = lower(c) >= 'a' && lower(c) <= 'z';
    return letter || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'
           || static_cast<unsigned char>(c) >= 0x80;
}

std::string name_of(std::string_view text) {
    auto made = decoded(text);
    if (made.empty()) refuse("no host");
    if (!std::ranges::all_of(made, stands_in_a_name)) refuse("a character that no host name has");
    return made;
}

}  // namespace

address parse_address(std::string_view url) {
    address made;
    made.security = take_scheme(url);
    const auto authority = take_authority(url);
    const auto at = authority.rfind('@');
    if (at == authority.npos) refuse("no user");
    parse_user(authority.substr(0, at), made);

    auto rest = authority.substr(at + 1);
    if (rest.starts_with('[')) {
        const auto end = rest.find(']');
        if (end == rest.npos) refuse("a [ without its ]");
        made.host = address_of(rest.substr(1, end - 1));
        rest.remove_prefix(end + 1);
    } else {
        const auto colon = rest.find(':');
        if (colon != rest.rfind(':')) refuse("an IPv6 address stands between [ and ]");
        made.host = name_of(rest.substr(0, colon));
        rest.remove_prefix(std::min(rest.size(), colon));
    }
    if (rest.empty()) return made;
    if (rest.front() != ':') refuse("something after the ]");
    rest.remove_prefix(1);
    if (!parse(rest, 10, made.port) || made.port == 0) refuse("no port between 1 and 65535");
    return made;
}

}  // namespace tool
