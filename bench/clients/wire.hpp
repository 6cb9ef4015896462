// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "clients/job.hpp"

namespace bench {

int connect_to(const job& what);
/// One context for all sessions of the process.
SSL_CTX* context_of(const std::string& ca_file);

/// A blocking socket, with TLS or without. It uses only POSIX and OpenSSL.
class wire {
  public:
    /// Connects and reads the greeting.
    explicit wire(const job& what);
    wire(const wire&) = delete;
    wire& operator=(const wire&) = delete;
    ~wire();

    /// Reads once. The view is valid until the next call.
    std::string_view read();
    void write(std::string_view text);
    /// Writes a line, and reads until the reply ends with `end`.
    std::string ask(std::string_view line, std::string_view end);
    void login();
    /// One round trip: AUTH PLAIN with its initial response.
    void login_in_one_step();
    int socket() const { return socket_; }

  private:
    int socket_;
    SSL* tls_ = nullptr;
    std::vector<char> buffer_ = std::vector<char>(65'536);
};

}  // namespace bench
