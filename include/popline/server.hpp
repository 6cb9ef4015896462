// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <popline/capabilities.hpp>
#include <popline/export.hpp>
#include <popline/limits.hpp>
#include <popline/proxy.hpp>
#include <popline/security.hpp>
#include <popline/tls.hpp>
#include <popline/trace.hpp>
#include <string>
#include <utility>

namespace popline {

/// Which kind of addresses `connect` tries.
enum class address_family { any, ipv4, ipv6 };

/// Whether the certificate and host name are checked. Without the check, an attacker on the network path can
/// read the password and the mail.
enum class certificate_check { required, switched_off_without_any_protection };

/// The protocol that the TLS handshake announces (ALPN, RFC 7301): `pop3`, or none. A server that supports
/// only other protocols may refuse the handshake. `connect` then makes a second connection without ALPN;
/// `off` avoids that.
enum class alpn { pop3, off };

/// Whether `session::login_and_list` sends LIST and UIDL together with AUTH, before the server has accepted
/// the login.
enum class eager { off, on };

/// How many commands may be in flight.
class POPLINE_EXPORT pipelining {
  public:
    /// Several if the server announces PIPELINING, with a window that adapts to the link; else one (RFC 2449
    /// section 6.6).
    static pipelining automatic() noexcept { return pipelining(0); }
    /// One command at a time, even if the server announces PIPELINING.
    static pipelining off() noexcept { return pipelining(1); }
    /// This number of commands (at least 1), even if the server does not announce PIPELINING.
    static pipelining window(std::size_t commands) noexcept {
        return pipelining(commands == 0 ? 1 : commands);
    }

    /// 0: as `automatic` says.
    std::size_t commands() const noexcept { return commands_; }
    friend bool operator==(pipelining, pipelining) = default;

  private:
    explicit pipelining(std::size_t commands) noexcept : commands_(commands) {}
    std::size_t commands_;
};

/// Where to connect, and how. It consists of a host and of options; each setter of an option returns a new
/// value. The host is a name, with or without a final dot, or an address. An IPv6 address has no brackets;
/// its zone is written as in `fe80::1%eth0`.
///
///     session.connect(server("pop.example.com").security(security::stls))
class POPLINE_EXPORT server {
  public:
    server() = default;
    server(std::string host) : host_(std::move(host)) {}
    /// Throws errc::invalid_argument if the pointer is null.
    server(const char* host);

    server port(std::uint16_t number) const;
    server security(popline::security way) const;
    server tls(popline::tls context) const;
    server certificate(certificate_check check) const;
    /// Sets the name or address that the certificate must contain in place of the host. A name is also what
    /// the handshake sends as server name (SNI).
    server expect_name(std::string name) const;
    /// Sets the ALPN protocol. This also replaces the ALPN setting of a `tls` that was made from the user's
    /// own `SSL_CTX`.
    server alpn(popline::alpn offer) const;
    server limits(popline::limits bounds) const;
    server pipelining(popline::pipelining width) const;
    /// Sets the capabilities that an earlier session read before its login. With them, the first CAPA is not
    /// sent.
    server capabilities(popline::capabilities known) const;
    /// Lets `session::login_and_list` send LIST and UIDL in the same write as AUTH, which saves a round trip.
    /// It does so only if the server announces PIPELINING, and the login needs no more than the line of AUTH.
    /// PIPELINING allows it (RFC 2449 section 6.6), but some servers discard what follows AUTH, or take it
    /// for part of the login, so it is off by default. `sync` remembers which servers do: see `quirks`.
    server eager(popline::eager choice) const;
    /// Sets the local address to connect from. If there is a proxy, the connection to the proxy comes from
    /// it.
    server source(boost::asio::ip::address own) const;
    /// Sets the kind of addresses to connect to. If there is a proxy, it is about the addresses of the proxy.
    server family(address_family kind) const;
    /// Connects by way of this proxy. The proxy looks up the host. It replaces `unix_socket`.
    server proxy(popline::proxy via) const;
    /// Connects to a UNIX socket, by its path, for example to a tunnel or a server on this machine. The host
    /// is then only the name that the certificate must contain; without TLS it may be empty. Port, source and
    /// family are not used. It replaces `proxy`.
    server unix_socket(std::string path) const;
    /// Sets the hook that is called for each command and each line.
    server trace(trace_hook to) const;

    const std::string& host() const noexcept POPLINE_LIFETIMEBOUND { return host_; }
    std::uint16_t port() const noexcept;
    popline::security security() const noexcept { return security_; }
    const std::optional<popline::tls>& tls() const noexcept POPLINE_LIFETIMEBOUND { return tls_; }
    certificate_check certificate() const noexcept { return certificate_; }
    /// Nothing if the certificate must contain the host.
    const std::optional<std::string>& expect_name() const noexcept POPLINE_LIFETIMEBOUND {
        return expect_name_;
    }
    popline::alpn alpn() const noexcept { return alpn_; }
    const popline::limits& limits() const noexcept;
    popline::pipelining pipelining() const noexcept { return pipelining_; }
    const std::optional<popline::capabilities>& capabilities() const noexcept POPLINE_LIFETIMEBOUND {
        return capabilities_;
    }
    popline::eager eager() const noexcept { return eager_; }
    const std::optional<boost::asio::ip::address>& source() const noexcept POPLINE_LIFETIMEBOUND {
        return source_;
    }
    address_family family() const noexcept { return family_; }
    /// Null if there is no proxy.
    const popline::proxy* proxy() const noexcept POPLINE_LIFETIMEBOUND { return proxy_.get(); }
    /// The path of the UNIX socket; nothing if the connection goes by TCP.
    const std::optional<std::string>& unix_socket() const noexcept POPLINE_LIFETIMEBOUND {
        return unix_socket_;
    }
    const trace_hook& trace() const noexcept POPLINE_LIFETIMEBOUND { return trace_; }

  private:
    std::string host_;
    std::uint16_t port_ = 0;
    popline::security security_ = popline::security::implicit_tls;
    certificate_check certificate_ = certificate_check::required;
    popline::alpn alpn_ = popline::alpn::pop3;
    popline::eager eager_ = popline::eager::off;
    address_family family_ = address_family::any;
    popline::pipelining pipelining_ = popline::pipelining::automatic();
    std::shared_ptr<const popline::limits> limits_;  // null: the defaults; `limits` itself has 200 bytes
    std::optional<popline::tls> tls_;
    std::optional<popline::capabilities> capabilities_;
    std::optional<boost::asio::ip::address> source_;
    std::shared_ptr<const popline::proxy> proxy_;  // shared: a copy of its password is not needed
    std::optional<std::string> unix_socket_;
    std::optional<std::string> expect_name_;
    trace_hook trace_;
};

}  // namespace popline
