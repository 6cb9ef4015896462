// SPDX-License-Identifier: BSL-1.0
#include "address.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <stdexcept>

namespace tool {

namespace {

[[noreturn]] void refuse(const std::string& why) {
    throw std::invalid_argument("the URL " + why
                                + "; give pop3s://USER@HOST[:PORT] or pop3://USER@HOST[:PORT]");
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
        unsigned byte = static_cast<unsigned char>(text[at]);
        if (text[at] == '%') {
            if (at + 2 >= text.size() || !parse(text.substr(at + 1, 2), 16, byte))
                refuse("has a % without two hexadecimal digits");
            at += 2;
        }
        made.push_back(static_cast<char>(byte));
    }
    return made;
}

popline::security take_scheme(std::string_view& url) {
    const auto end = url.find("://");
    const auto scheme = url.substr(0, end);
    const bool is_tls = same_letters(scheme, "pop3s");
    if (end == url.npos || (!is_tls && !same_letters(scheme, "pop3")))
        refuse("does not begin with pop3s:// or pop3://");
    url.remove_prefix(end + 3);
    return is_tls ? popline::security::implicit_tls : popline::security::stls;
}

/// The part between the scheme and the end. A maildrop has no path, query or fragment (RFC 2384), so they are
/// refused; a single `/` at the end is accepted.
std::string_view take_authority(std::string_view url) {
    if (url.ends_with('/')) url.remove_suffix(1);
    const auto end = url.find_first_of("/?#");
    if (end == url.npos) return url;
    if (url.find('@', end) != url.npos) refuse("has /, ? or # in the user name: write %2F, %3F, %23");
    refuse("has a path or a query after the host");
}

login_way parse_login(std::string_view mechanism) {
    if (mechanism == "*") return login_way::any;
    if (same_letters(mechanism, "PLAIN")) return login_way::plain;
    if (same_letters(mechanism, "+APOP")) return login_way::apop;
    throw std::invalid_argument("the URL has an unknown ;AUTH=; give ;AUTH=*, ;AUTH=PLAIN or ;AUTH=+APOP");
}

void parse_user(std::string_view text, address& into) {
    constexpr std::string_view parameter = ";AUTH=";
    const auto begins = std::ranges::search(text, parameter, {}, lower, lower).begin() - text.begin();
    const auto at = static_cast<std::size_t>(begins);
    const auto user = text.substr(0, at);
    if (text.find(':') != text.npos)
        throw std::invalid_argument(
            "the URL has a password, which other users can see; use --password-file or POPLINE_PASSWORD");
    if (user.empty()) refuse("has no user");
    into.user = decoded(user);
    if (at < text.size()) into.login = parse_login(decoded(text.substr(at + parameter.size())));
}

/// An IPv6 address with its zone, from the text between the brackets.
std::string address_of(std::string_view text) {
    const auto zone = text.find('%');
    auto made = std::string(text.substr(0, zone));
    boost::system::error_code no_address;
    boost::asio::ip::make_address_v6(made, no_address);
    if (no_address) refuse("has no IPv6 address between [ and ]");
    if (zone == text.npos) return made;
    auto name = text.substr(zone + 1);
    const bool escaped = name.starts_with("25");
    if (escaped) name.remove_prefix(2);
    const auto plain = escaped ? decoded(name) : std::string(name);
    if (plain.empty()) refuse("has no zone after the % of the address");
    return made + '%' + plain;
}

bool is_in_host_names(char c) noexcept {
    const bool letter = lower(c) >= 'a' && lower(c) <= 'z';
    return letter || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'
           || static_cast<unsigned char>(c) >= 0x80;
}

std::string name_of(std::string_view text) {
    auto made = decoded(text);
    if (made.empty()) refuse("has no host");
    if (!std::ranges::all_of(made, is_in_host_names)) refuse("has a character that no host name can have");
    return made;
}

}  // namespace

address parse_address(std::string_view url) {
    address made;
    made.security = take_scheme(url);
    const auto authority = take_authority(url);
    const auto at = authority.rfind('@');
    if (at == authority.npos) refuse("has no user");
    parse_user(authority.substr(0, at), made);

    auto rest = authority.substr(at + 1);
    if (rest.starts_with('[')) {
        const auto end = rest.find(']');
        if (end == rest.npos) refuse("has a [ without its ]");
        made.host = address_of(rest.substr(1, end - 1));
        rest.remove_prefix(end + 1);
    } else {
        const auto colon = rest.find(':');
        if (colon != rest.rfind(':')) refuse("has an IPv6 address without [ and ]");
        made.host = name_of(rest.substr(0, colon));
        rest.remove_prefix(std::min(rest.size(), colon));
    }
    if (rest.empty()) return made;
    if (rest.front() != ':') refuse("has something other than a port after the ]");
    rest.remove_prefix(1);
    if (!parse(rest, 10, made.port) || made.port == 0) refuse("has no port from 1 to 65535");
    return made;
}

}  // namespace tool
