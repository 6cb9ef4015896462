// SPDX-License-Identifier: BSL-1.0
#include "net/host.hpp"

#include <net/if.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <popline/printable.hpp>
#include <string_view>

namespace popline::net {

namespace {

constexpr std::size_t longest_name = 253;  // RFC 1035 section 2.3.4, in the form with dots
constexpr std::size_t longest_label = 63;

bool is_address(const std::string& text) {
    boost::system::error_code no_address;
    boost::asio::ip::make_address(text, no_address);
    return !no_address;
}

bool is_number(std::string_view text) noexcept {
    return text.find_first_not_of("0123456789") == text.npos;
}

/// Underscores are allowed: RFC 1123 forbids them, but names in use have them. Bytes of UTF-8 are allowed
/// too, and the system's look-up judges them: mDNS has such names.
bool stands_in_a_name(char c) noexcept {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

const char* fault_of_address(const std::string& host) {
    const auto zone = host.find('%');
    if (zone == host.npos) return nullptr;
    const auto name = host.substr(zone + 1);
    const bool known = !name.empty() && (is_number(name) || ::if_nametoindex(name.c_str()) != 0);
    return known ? nullptr : "this machine has no network interface with the name after the %";
}

const char* fault_of_name(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    if (name.size() > longest_name) return "a host name has at most 253 bytes";
    for (;;) {
        const auto label = name.substr(0, name.find('.'));
        if (label.empty()) return "a part of the host name is empty";
        if (label.size() > longest_label) return "each part of a host name has at most 63 bytes";
        if (!std::ranges::all_of(label, stands_in_a_name))
            return "a host name has letters, digits, hyphens and dots only";
        if (label.size() == name.size()) return nullptr;
        name.remove_prefix(label.size() + 1);
    }
}

const char* fault(const std::string& host) {
    if (host.empty()) return "the host is empty";
    if (printable(host) != host) return "the host has characters that cannot be printed";
    if (host.find("://") != host.npos)
        return "the host is a URL: give the host alone; server::port, server::security and the login take "
               "the "
               "rest";
    if (host.find('@') != host.npos) return "the host has a user before it: the login takes the user";
    if (host.find_first_of("/?#") != host.npos) return "the host has a path or a query after it";
    if (is_address(host)) return fault_of_address(host);
    if (host.find_first_of("[]") != host.npos)
        return "the host is in brackets: give an IPv6 address without brackets";
    const auto colon = host.find(':');
    if (colon == host.npos) return fault_of_name(host);
    const bool has_port = is_number(std::string_view(host).substr(colon + 1));
    return has_port ? "the host has a port after it: server::port takes the port"
                    : "the host is not a valid IPv6 address";
}

}  // namespace

std::string fault_of_host(const std::string& host) {
    const char* const why = fault(host);
    if (!why) return {};
    const bool could_hold_a_password = host.find('@') != host.npos;
    return host.empty() || could_hold_a_password ? why : why + (": \"" + host) + '"';
}

std::string certificate_name(std::string host) {
    if (host.ends_with('.')) host.pop_back();
    return host;
}

}  // namespace popline::net
