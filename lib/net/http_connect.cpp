// SPDX-License-Identifier: BSL-1.0
#include "net/http_connect.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <popline/printable.hpp>
#include <string_view>

#include "values/wipe.hpp"

namespace popline::net {

namespace {

constexpr std::size_t longest_head = 16'384;
constexpr std::size_t longest_reason = 100;  // of the words of the proxy that an error repeats
constexpr std::string_view beginning = "HTTP/1.";

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

std::string host_and_port(const std::string& host, std::uint16_t port) {
    const bool is_ipv6 = host.find(':') != host.npos;
    return (is_ipv6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

/// A string that is overwritten in memory at its end.
struct wiped {
    wiped() = default;
    wiped(const wiped&) = delete;
    wiped& operator=(const wiped&) = delete;
    ~wiped() { values::wipe(text); }
    std::string text;
};

}  // namespace

http_connect::http_connect(const proxy& via, const std::string& host, std::uint16_t port)
    : has_login_(via.has_login()) {
    const auto where = host_and_port(host, port);
    say("CONNECT " + where + " HTTP/1.1\r\nHost: " + where + "\r\n");
    if (has_login_) {
        wiped plain;
        values::append_secret(plain.text, via.user());
        values::append_secret(plain.text, ":");
        values::append_secret(plain.text, via.password().reveal());
        wiped encoded;
        encoded.text.resize((plain.text.size() + 2) / 3 * 4 + 1 + values::kept_on_the_heap);
        const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.text.data()),
                                         reinterpret_cast<const unsigned char*>(plain.text.data()),
                                         static_cast<int>(plain.text.size()));
        say("Proxy-Authorization: Basic ");
        say(std::string_view(encoded.text).substr(0, static_cast<std::size_t>(size)));
        say("\r\n");
    }
    say("\r\n");
}

void http_connect::take(char byte) {
    if (++head_bytes_ > longest_head)
        return fail(errc::proxy_malformed,
                    "the head of its response has more than " + std::to_string(longest_head) + " bytes");
    if (byte != '\n') {
        line_.push_back(byte);
        return look_at_beginning();
    }
    if (line_.ends_with('\r')) line_.pop_back();
    look_at_line();
    line_.clear();
}

/// Does not wait for the end of the line: a server of another protocol may never send one.
void http_connect::look_at_beginning() {
    if (!in_status_line_ || line_.size() > beginning.size()) return;
    if (!beginning.starts_with(line_))
        fail(errc::proxy_malformed, "it does not answer in HTTP/1, so it is no HTTP proxy");
}

void http_connect::look_at_line() {
    if (in_status_line_) {
        in_status_line_ = false;
        return look_at_status();
    }
    if (!line_.empty()) return;
    if (!is_interim_) return accept();
    in_status_line_ = true;
}

void http_connect::look_at_status() {
    const auto rest = std::string_view(line_).substr(std::min(line_.size(), beginning.size()));
    const bool is_status = rest.size() >= 5 && is_digit(rest[0]) && rest[1] == ' '
                           && std::ranges::all_of(rest.substr(2, 3), is_digit)
                           && (rest.size() == 5 || rest[5] == ' ');
    if (!is_status) return fail(errc::proxy_malformed, "it sent no HTTP status line");
    const auto status = rest.substr(2, 3);
    is_interim_ = status[0] == '1';
    if (is_interim_ || status[0] == '2') return;
    std::string words = "HTTP status " + std::string(status);
    // tinyproxy answers a wrong login with 401.
    if (status == "407" || (status == "401" && has_login_))
        words += has_login_ ? ": it refused the user or the password"
                            : ": it wants a login, which proxy::login sets";
    // The proxy could repeat the login in its reason phrase, or steer a terminal.
    const std::string reason(rest.substr(std::min<std::size_t>(rest.size(), 6)).substr(0, longest_reason));
    if (!has_login_ && status != "407" && !reason.empty() && printable(reason) == reason)
        words += ": " + reason;
    fail(status[0] == '5' ? errc::connect_failed : errc::proxy_refused, std::move(words));
}

}  // namespace popline::net
