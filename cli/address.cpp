// SPDX-License-Identifier: BSL-1.0
#include "address.hpp"

#include <popline/error.hpp>
#include <popline/url.hpp>
#include <stdexcept>
#include <utility>

#include "login_choice.hpp"

namespace tool {

namespace {

[[noreturn]] void refuse(const std::string& why) {
    throw std::invalid_argument(why + "; give pop3s://USER@HOST[:PORT] or pop3://USER@HOST[:PORT]");
}

/// Whether a colon stands where a URL has the password.
bool may_have_password(std::string_view url) {
    const auto user_part = url.substr(0, url.rfind('@'));
    const auto begin = user_part.find("://");
    return user_part.size() < url.size() && begin != url.npos && user_part.find(':', begin + 3) != url.npos;
}

popline::pop_url parse(std::string_view url) {
    try {
        return popline::parse_pop_url(url);
    } catch (const popline::error& failure) {
        if (may_have_password(url))
            throw std::invalid_argument(
                "the URL has a password, which other users can see; use --password-file or POPLINE_PASSWORD");
        refuse(failure.detail());
    }
}

std::string mechanism_of(const std::string& auth) {
    if (auth.empty()) return {};
    if (auth == "+APOP") return "APOP";
    try {
        if (auth != "APOP" && auth != "USER") return parse_mechanism(auth);
    } catch (const std::invalid_argument&) {  // its text would repeat a part of the URL
    }
    throw std::invalid_argument(
        "the URL has an unknown ;AUTH=; give ;AUTH=*, ;AUTH=+APOP or a SASL mechanism such as ;AUTH=PLAIN");
}

}  // namespace

address parse_address(std::string_view url, user_part user) {
    auto read = parse(url);
    if (read.user.empty() && user == user_part::required) refuse("the URL has no user");
    return {std::move(read.user), std::move(read.host), read.port, read.security, mechanism_of(read.auth)};
}

std::string with_port(const std::string& host, std::uint16_t port) {
    const bool is_bare_address = host.find(':') != host.npos;
    return (is_bare_address ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace tool
