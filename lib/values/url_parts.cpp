// SPDX-License-Identifier: BSL-1.0
#include "values/url_parts.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <popline/error.hpp>

namespace popline::values {

namespace {

template <class Number>
bool parse(std::string_view text, int base, Number& into) {
    const auto end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, into, base);
    return failure == std::errc() && stopped == end;
}

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_letter_or_digit(char c) noexcept {
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
}

bool is_in_host_names(char c) noexcept {
    return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

/// The characters that a URL never encodes (RFC 3986 section 2.3); a zone has no others (RFC 6874).
bool is_in_zones(char c) noexcept {
    return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.' || c == '~';
}

std::string name_of(std::string_view text) {
    auto made = percent_decoded(text);
    if (made.empty()) refuse_url("has no host");
    if (!std::ranges::all_of(made, is_in_host_names))
        refuse_url("has a character that no host name can have");
    return made;
}

/// An IPv6 address with its zone, from the text between the brackets.
std::string address_of(std::string_view text) {
    const auto zone = text.find('%');
    const std::string made(text.substr(0, zone));
    in6_addr ignored{};
    const bool is_cut = made.find('\0') != made.npos;  // inet_pton would not see the rest
    if (is_cut || ::inet_pton(AF_INET6, made.c_str(), &ignored) != 1)
        refuse_url("has no IPv6 address between [ and ]");
    if (zone == text.npos) return made;
    auto name = text.substr(zone + 1);
    const bool is_escaped = name.starts_with("25");
    if (is_escaped) name.remove_prefix(2);
    const auto plain = is_escaped ? percent_decoded(name) : std::string(name);
    if (plain.empty()) refuse_url("has no zone after the % of the address");
    if (!std::ranges::all_of(plain, is_in_zones)) refuse_url("has a character that no zone can have");
    return made + '%' + plain;
}

/// Takes the host off the text.
std::string take_host(std::string_view& text) {
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == text.npos) refuse_url("has a [ without its ]");
        auto made = address_of(text.substr(1, end - 1));
        text.remove_prefix(end + 1);
        return made;
    }
    const auto colon = text.find(':');
    if (colon != text.rfind(':')) refuse_url("has an IPv6 address without [ and ]");
    auto made = name_of(text.substr(0, colon));
    text.remove_prefix(std::min(text.size(), colon));
    return made;
}

}  // namespace

void refuse_url(const std::string& why) {
    throw error(errc::invalid_argument, {.detail = "the URL " + why});
}

std::string take_scheme(std::string_view& text) {
    const auto end = text.find("://");
    if (end == text.npos) refuse_url("has no ://");
    std::string made(text.substr(0, end));
    std::ranges::transform(made, made.begin(), lower);
    text.remove_prefix(end + 3);
    return made;
}

std::string percent_decoded(std::string_view text) {
    std::string made;
    made.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto byte = static_cast<unsigned char>(text[at]);
        if (text[at] == '%') {
            if (!parse(text.substr(at + 1, 2), 16, byte) || text.size() - at < 3)
                refuse_url("has a % without two hexadecimal digits");
            at += 2;
        }
        if (byte < 0x20 || byte == 0x7F) refuse_url("has a control character");
        made.push_back(static_cast<char>(byte));
    }
    return made;
}

authority parse_authority(std::string_view text) {
    if (text.ends_with('/')) text.remove_suffix(1);
    if (const auto end = text.find_first_of("/?#"); end != text.npos) {
        if (text.find('@', end) != text.npos)
            refuse_url("has /, ? or # in the user name: write %2F, %3F, %23");
        refuse_url("has a path or a query after the host");
    }
    authority made;
    if (const auto at = text.rfind('@'); at != text.npos) {
        made.has_user_part = true;
        made.user_part = text.substr(0, at);
        text.remove_prefix(at + 1);
    }
    made.host = take_host(text);
    if (text.empty()) return made;
    if (text.front() != ':') refuse_url("has something other than a port after the ]");
    text.remove_prefix(1);
    if (!parse(text, 10, made.port) || made.port == 0) refuse_url("has no port from 1 to 65535");
    return made;
}

}  // namespace popline::values
