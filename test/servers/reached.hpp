// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline.hpp>

#include "support/dovecot.hpp"

namespace popline::test {

inline constexpr security ways[] = {security::cleartext, security::stls, security::implicit_tls};

/// Where a client finds it.
inline popline::server reached(const dovecot& there, security way) {
    const auto port = way == security::implicit_tls ? there.tls_port() : there.port();
    const tls authority(tls_options().authorities(there.ca_file()));
    return popline::server("127.0.0.1").port(port).security(way).tls(authority);
}

/// One of Dovecot's users.
inline credentials user_of(const std::string& name, const char* password = "s3cret") {
    return credentials(name, password).send_in_clear();
}

}  // namespace popline::test
