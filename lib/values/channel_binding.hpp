// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace popline::values {

/// Data that names one TLS connection or its server (RFC 5056). A login that includes it cannot be passed on
/// by an impostor to the real server.
struct channel_binding {
    std::string type;  ///< as registered: `tls-exporter`, `tls-unique` or `tls-server-end-point`
    std::string data;
};

}  // namespace popline::values
