// SPDX-License-Identifier: BSL-1.0
#include "net/socks5.hpp"

#include <boost/asio/ip/address.hpp>
#include <utility>

namespace popline::net {

namespace {

// Names of RFC 1928 and RFC 1929.
constexpr char version = 5;
constexpr char version_of_login = 1;
constexpr char no_login = 0;
constexpr char user_and_password = 2;
constexpr std::uint8_t no_acceptable_method = 0xFF;
constexpr char connect = 1;
enum : char { ipv4 = 1, domain_name = 3, ipv6 = 4 };

template <class Bytes>
void append(std::string& to, const Bytes& bytes) {
    for (const auto byte : bytes)
        to.push_back(static_cast<char>(byte));
}

std::string request_for(const std::string& host, std::uint16_t port) {
    std::string made{version, connect, 0};
    boost::system::error_code is_a_name;
    const auto address = boost::asio::ip::make_address(host, is_a_name);
    if (is_a_name) {
        made += {domain_name, static_cast<char>(host.size())};
        made += host;
    } else if (address.is_v4()) {
        made += ipv4;
        append(made, address.to_v4().to_bytes());
    } else {
        made += ipv6;
        append(made, address.to_v6().to_bytes());
    }
    made += {static_cast<char>(port >> 8), static_cast<char>(port & 0xFF)};
    return made;
}

/// The replies of RFC 1928 section 6. A failure that comes from the network between the proxy and the server
/// may be gone at the next try.
struct reply {
    errc code;
    const char* words;
};
reply meaning_of(std::uint8_t field) {
    switch (field) {
        case 1: return {errc::connect_failed, "general failure"};
        case 2: return {errc::proxy_refused, "it does not allow this connection"};
        case 3: return {errc::connect_failed, "the network is unreachable"};
        case 4: return {errc::connect_failed, "the host is unreachable"};
        case 5: return {errc::connect_failed, "the server refused the connection"};
        case 6: return {errc::connect_failed, "the connection took too long"};
        case 7: return {errc::proxy_refused, "it does not support connections"};
        case 8: return {errc::proxy_refused, "it does not support this type of address"};
        default: return {errc::proxy_refused, "unknown reply"};
    }
}

}  // namespace

socks5::socks5(proxy via, const std::string& host, std::uint16_t port)
    : via_(std::move(via)), request_(request_for(host, port)) {
    if (via_.has_login())
        say({"\5\2\0\2", 4});
    else
        say({"\5\1\0", 3});
}

void socks5::take(char byte) {
    answer_.push_back(byte);
    if (awaited_ != awaited::login && at(0) != version)
        return fail(errc::proxy_malformed,
                    "its first byte is " + std::to_string(at(0)) + " and not 5, so it is no SOCKS5 proxy");
    switch (awaited_) {
        case awaited::method:
            if (answer_.size() == 2) choose(at(1));
            break;
        case awaited::login:
            if (answer_.size() == 2) look_at_login();
            break;
        case awaited::reply: look_at_reply(); break;
    }
}

void socks5::choose(std::uint8_t method) {
    answer_.clear();
    if (method == no_login) {
        say(request_);
        awaited_ = awaited::reply;
    } else if (method == user_and_password && via_.has_login()) {
        log_in();
        awaited_ = awaited::login;
    } else if (method == no_acceptable_method) {
        fail(errc::proxy_refused, via_.has_login() ? "it supports no login by user and password"
                                                   : "it wants a login: proxy::login sets one");
    } else {
        fail(errc::proxy_malformed,
             "it chose the login " + std::to_string(method) + ", which was not offered");
    }
}

void socks5::log_in() {
    const auto password = via_.password().reveal();
    const char head[] = {version_of_login, static_cast<char>(via_.user().size())};
    const char size_of_password[] = {static_cast<char>(password.size())};
    say({head, sizeof head});
    say(via_.user());
    say({size_of_password, sizeof size_of_password});
    say(password);
}

/// Some proxies give the version of SOCKS here, and not that of the login. The status alone counts.
void socks5::look_at_login() {
    if (at(1) != 0) return fail(errc::proxy_refused, "it refused the user or the password");
    answer_.clear();
    say(request_);
    awaited_ = awaited::reply;
}

/// A refusal is complete with its second byte: many proxies send nothing more. The address at the end of the
/// reply has no meaning for us.
void socks5::look_at_reply() {
    if (answer_.size() < 2) return;
    if (const auto field = at(1); field != 0) {
        const auto [code, words] = meaning_of(field);
        return fail(code, std::string(words) + " (SOCKS5 reply " + std::to_string(field) + ")");
    }
    if (answer_.size() < 5) return;
    constexpr std::size_t before_address = 4;
    constexpr std::size_t port = 2;
    std::size_t address = 0;
    switch (answer_[3]) {
        case ipv4: address = 4; break;
        case ipv6: address = 16; break;
        case domain_name: address = 1U + at(4); break;
        default:
            return fail(errc::proxy_malformed,
                        "its reply has the unknown address type " + std::to_string(at(3)));
    }
    if (answer_.size() == before_address + address + port) accept();
}

}  // namespace popline::net
