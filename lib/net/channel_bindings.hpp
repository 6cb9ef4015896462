// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "values/channel_binding.hpp"

struct ssl_st;

namespace popline::net {

/// The bindings of a TLS connection whose handshake is finished, the best one first:
///   - with TLS 1.3: tls-exporter (RFC 9266), which is fresh for each connection;
///   - with TLS 1.2: tls-unique (RFC 5929 section 3), if the extended master secret protects it (RFC 7627);
///   - then tls-server-end-point (RFC 5929 section 4), which only names the server's certificate.
std::vector<values::channel_binding> channel_bindings(ssl_st* ssl);

}  // namespace popline::net
