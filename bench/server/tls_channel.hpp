// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/ssl.h>

#include <string>
#include <string_view>

#include "server/channel.hpp"

namespace bench {

/// A channel with TLS. It makes records in memory, and sends many of them by one call.
class tls_channel : public channel {
  public:
    tls_channel(int socket, SSL_CTX* context);
    ~tls_channel() override { SSL_free(tls_); }
    tls_channel(const tls_channel&) = delete;
    tls_channel& operator=(const tls_channel&) = delete;

    std::ptrdiff_t read(char* into, std::size_t size) override;
    outcome write(output& from, clock::time_point now) override;

  protected:
    static constexpr std::size_t record = 16'384;

    void encrypt(std::string_view text);
    void encrypt(output& from, clock::time_point now);
    outcome send_until(std::size_t end);

    std::string ready_;  ///< records that are to be sent, in order

  private:
    void take_records();

    int socket_;
    SSL* tls_;
    BIO* records_;
    std::size_t sent_ = 0;  ///< how many bytes of `ready_` are sent
};

}  // namespace bench
