// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <memory>
#include <popline/export.hpp>
#include <popline/secret.hpp>
#include <string>
#include <string_view>

namespace popline {

/// A proxy between this program and the server. The connection goes to the proxy, and the proxy connects to
/// the server. TLS is between this program and the server, so the proxy can read only what the network can
/// read. The connection to the proxy itself is not encrypted: everyone on the path to the proxy can read the
/// login at the proxy.
///
///     session.connect(server("pop.example.com").proxy(proxy::socks5("proxy.example.net")))
class POPLINE_EXPORT proxy {
  public:
    /// The protocol that the proxy speaks.
    enum class kind {
        socks5,        ///< SOCKS version 5 (RFC 1928)
        http_connect,  ///< the method CONNECT of HTTP/1.1 (RFC 9110 section 9.3.6)
    };

    /// A SOCKS5 proxy. The host is a name or an address. The proxy looks up the name of the server.
    static proxy socks5(std::string host, std::uint16_t port = 1080);
    /// An HTTP proxy. The host is a name or an address. The proxy looks up the name of the server. Many HTTP
    /// proxies allow connections to few ports only.
    static proxy http(std::string host, std::uint16_t port);

    /// Sets the login at the proxy: user and password of RFC 1929 for SOCKS5, Basic authentication of RFC
    /// 7617 for HTTP. Copies share one password in memory, which is overwritten when the last copy is
    /// destroyed. Throws errc::invalid_argument if the protocol of the proxy cannot say these: in SOCKS5 each
    /// has at most 255 bytes; in HTTP the user has no colon, and neither has control characters.
    proxy login(std::string user, secret password) const;

    kind protocol() const noexcept { return kind_; }
    const std::string& host() const noexcept POPLINE_LIFETIMEBOUND { return host_; }
    std::uint16_t port() const noexcept { return port_; }
    bool has_login() const noexcept { return login_ != nullptr; }
    /// The user of the login; empty if there is none.
    const std::string& user() const noexcept POPLINE_LIFETIMEBOUND;
    /// The password of the login; empty if there is none.
    const secret& password() const noexcept POPLINE_LIFETIMEBOUND;

  private:
    struct user_and_password {
        std::string user;
        secret password;
    };

    proxy(kind protocol, std::string host, std::uint16_t port);

    kind kind_;
    std::uint16_t port_;
    std::string host_;
    std::shared_ptr<const user_and_password> login_;
};

/// Parses the URL of a proxy: `socks5://` or `http://`, then `user:password@` if there is a login, a host,
/// and a port. `socks5h` is the same as `socks5`: the proxy looks up the name of the server. Without a port,
/// SOCKS5 has 1080; an HTTP proxy needs one. In each part, `%` and two hexadecimal digits are a byte (RFC
/// 3986). The function looks up no name.
///
/// Throws errc::invalid_argument, with the reason in `error::detail`, if the text is no such URL, or if
/// `proxy::login` refuses the login. The error never contains a part of the URL.
POPLINE_EXPORT proxy parse_proxy_url(std::string_view text);

}  // namespace popline
