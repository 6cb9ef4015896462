// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline.hpp>

#include "support/dovecot.hpp"

namespace popline::test {

/// The three ways to use TLS or none. Tests loop over them.
inline constexpr security ways[] = {security::cleartext, security::stls, security::implicit_tls};

/// The address of a Dovecot for a client that uses TLS in this way.
inline popline::server reached(const dovecot& there, security way) {
    const auto port = way == security::implicit_tls ? there.tls_port() : there.port();
    const tls authority(tls_options().authorities(there.ca_file()));
    return popline::server("127.0.0.1").port(port).security(way).tls(authority);
}

/// The credentials of one of the users of the Dovecot fixture.
inline credentials user_of(const std::string& name, const char* password = "s3cret") {
    return credentials(name, password).send_in_clear();
}

}  // namespace popline::test
