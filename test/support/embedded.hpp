// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <fstream>
#include <popline.hpp>
#include <popline/testing/server.hpp>
#include <string>

#include "support/run.hpp"

namespace popline::test {

/// A temporary file with the given content; the destructor deletes it.
class scratch_file {
  public:
    explicit scratch_file(const std::string& bytes) {
        const int opened = mkstemp(path_.data());
        if (opened >= 0) ::close(opened);
        std::ofstream(path_, std::ios::binary) << bytes;
    }
    scratch_file(const scratch_file&) = delete;
    scratch_file& operator=(const scratch_file&) = delete;
    ~scratch_file() { ::unlink(path_.c_str()); }
    const std::string& path() const noexcept { return path_; }

  private:
    std::string path_ = "/tmp/popline-test-XXXXXX";
};

/// An embedded server with its own io_context, and the CA file that a client needs to verify it.
struct embedded {
    explicit embedded(testing::options kind = {}) : server(context.get_executor(), kind) {}

    /// The address for a client that uses TLS from the start.
    popline::server secured() const {
        return popline::server("127.0.0.1").port(server.tls_port()).tls(authority);
    }
    /// The address for a client that uses STLS.
    popline::server upgraded() const { return secured().port(server.port()).security(security::stls); }
    /// The address for a client that uses no TLS.
    popline::server plain() const {
        return popline::server("127.0.0.1").port(server.port()).security(security::cleartext);
    }

    boost::asio::io_context context;
    testing::server server;
    scratch_file certificate{server.certificate_pem()};
    tls authority{tls_options().authorities(certificate.path())};
};

/// The credentials of the one user that the embedded server has by default.
inline credentials known_user() {
    return credentials("user", "secret").send_in_clear();
}

}  // namespace popline::test
