// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "support/certificates.hpp"

namespace popline::test {

/// A POP3 server for one login: it speaks lines, and GNU SASL decides about every response. The user is
/// `user` and the password `pencil`. It serves one connection, in a thread of its own, and ends with it.
class gsasl_peer {
  public:
    enum class protection { none, tls_1_2, tls_1_3 };
    struct plan {
        std::string mechanism;              ///< the one that AUTH may name
        std::string announced = mechanism;  ///< what CAPA lists after SASL
        protection over = protection::none;
        std::string password = "pencil";  ///< what the server takes for the password
        int iterations = 4'096;
        bool can_bind = true;  ///< whether the server knows the binding of its TLS connection
    };

    explicit gsasl_peer(plan of);
    /// Waits until the connection has ended.
    ~gsasl_peer();
    gsasl_peer(const gsasl_peer&) = delete;
    gsasl_peer& operator=(const gsasl_peer&) = delete;

    std::uint16_t port() const noexcept { return port_; }
    /// Waits until the connection has ended. Without a connection, it waits for ever.
    void wait() { thread_.join(); }
    /// The lines that the client sent. Call it after `wait`.
    const std::vector<std::string>& heard() const noexcept { return heard_; }

  private:
    void serve(int socket);

    plan plan_;
    tls_context tls_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::vector<std::string> heard_;
    std::thread thread_;
};

}  // namespace popline::test
