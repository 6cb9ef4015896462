// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <popline/error.hpp>
#include <popline/proxy.hpp>
#include <string_view>
#include <utility>

namespace popline {

namespace {

constexpr std::size_t longest_in_socks5 = 255;  // each has a length of one byte (RFC 1929 section 2)

bool has_control_characters(std::string_view text) {
    return std::ranges::any_of(text,
                               [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7F'; });
}

/// Says why the protocol cannot say this user and this password; null if it can.
const char* fault_of_login(proxy::kind by, std::string_view user, std::string_view password) {
    if (by == proxy::kind::socks5) {
        if (user.empty()) return "the user for the proxy is empty";
        if (user.size() > longest_in_socks5) return "the user for a SOCKS5 proxy has at most 255 bytes";
        if (password.size() > longest_in_socks5)
            return "the password for a SOCKS5 proxy has at most 255 bytes";
        return nullptr;
    }
    if (user.find(':') != user.npos) return "the user for an HTTP proxy cannot have a colon";
    if (has_control_characters(user) || has_control_characters(password))
        return "the login for an HTTP proxy has control characters";
    return nullptr;
}

}  // namespace

proxy::proxy(kind by, std::string host, std::uint16_t port)
    : kind_(by), port_(port), host_(std::move(host)) {}

proxy proxy::socks5(std::string host, std::uint16_t port) {
    return {kind::socks5, std::move(host), port};
}

proxy proxy::http(std::string host, std::uint16_t port) {
    return {kind::http_connect, std::move(host), port};
}

proxy proxy::login(std::string user, secret password) const {
    if (const char* const fault = fault_of_login(kind_, user, password.reveal()))
        throw error(errc::invalid_argument, {.detail = fault});
    auto made = *this;
    made.login_ =
        std::make_shared<const user_and_password>(user_and_password{std::move(user), std::move(password)});
    return made;
}

const std::string& proxy::user() const noexcept {
    static const std::string none;
    return login_ ? login_->user : none;
}

const secret& proxy::password() const noexcept {
    static const secret none;
    return login_ ? login_->password : none;
}

}  // namespace popline
