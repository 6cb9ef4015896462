// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <popline/proxy.hpp>
#include <string>

#include "net/proxy_dialogue.hpp"

namespace popline::net {

/// Asks an HTTP proxy to connect to a server by CONNECT (RFC 9110 section 9.3.6), with Basic authentication
/// if the proxy has a login (RFC 7617). The proxy looks up the host.
class http_connect final : public proxy_dialogue {
  public:
    /// The host has no zone.
    http_connect(const proxy& via, const std::string& host, std::uint16_t port);

  private:
    void take(char byte) override;
    void look_at_beginning();
    void look_at_line();
    void look_at_status();

    bool has_login_;
    bool in_status_line_ = true;
    bool is_interim_ = false;     // the head of a response 1xx, which another response follows
    std::size_t head_bytes_ = 0;  // of all heads
    std::string line_;            // the current line, without its end
};

}  // namespace popline::net
