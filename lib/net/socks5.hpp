// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <popline/proxy.hpp>
#include <string>

#include "net/proxy_dialogue.hpp"

namespace popline::net {

/// Asks a SOCKS5 proxy to connect to a server (RFC 1928), after a login by user and password if the proxy
/// wants it (RFC 1929). A host that is no address is looked up by the proxy.
class socks5 final : public proxy_dialogue {
  public:
    /// The host has at most 255 bytes, and no zone.
    socks5(proxy via, const std::string& host, std::uint16_t port);

  private:
    enum class awaited : std::uint8_t { method, login, reply };

    void take(char byte) override;
    void choose(std::uint8_t method);
    void look_at_login();
    void look_at_reply();
    void log_in();
    std::uint8_t at(std::size_t place) const noexcept { return static_cast<std::uint8_t>(answer_[place]); }

    const proxy via_;
    std::string request_;
    std::string answer_;  // the bytes of the answer that is awaited; it has at most 262
    awaited awaited_ = awaited::method;
};

}  // namespace popline::net
